/** What the format of a value says where the catalogue has no entry for it. */
export function shapeOf(value: string): 'secret' | 'publishable' | undefined {
  if (privateKey.test(value) || laravelKey.test(value)) return 'secret'
  const role = tokenRole(value)
  if (role !== undefined) return publicRoles.has(role) ? 'publishable' : secretRoles.has(role) ? 'secret' : undefined
  return madeForBrowsers.test(value) ? 'publishable' : undefined
}

/** @see RFC 7468; "ENCRYPTED", "RSA", "EC" and others may stand before, "BLOCK" behind. */
const privateKey = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/u

/** 16 or 32 bytes. @see https://laravel.com/docs/encryption, checked 2026-11-25. */
const laravelKey = /^base64:(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=)$/u

/** Prefixes by which providers mark the half that belongs in a page; `pk_` alone marks secrets, too. */
const madeForBrowsers = /^(?:pk_(?:live|test|prod|sandbox)_|pk\.eyJ|sb_publishable_|phc_|pub[0-9a-f]{32}$)/u

const publicRoles: ReadonlySet<string> = new Set(['anon'])
const secretRoles: ReadonlySet<string> = new Set(['service_role', 'supabase_admin'])

/** The role in the payload of a JSON Web Token, such as Supabase issues. */
function tokenRole(value: string): string | undefined {
  const payload = /^eyJ[\w-]{8,2000}\.(?<payload>[\w-]{8,4000})\.[\w-]{16,1000}$/u.exec(value)?.groups?.['payload']
  if (payload === undefined) return undefined
  try {
    const claims: unknown = JSON.parse(atob(payload.replace(/-/gu, '+').replace(/_/gu, '/')))
    const role: unknown = typeof claims === 'object' && claims !== null && 'role' in claims ? claims.role : undefined
    return typeof role === 'string' ? role : undefined
  } catch {
    return undefined
  }
}

/**
 * The value, and how programs write it when they take it apart: a private key with real line breaks, or without its
 * armour; a marked key without the marker.
 */
export function formsOf(value: string): string[] {
  const forms = [value]
  if (laravelKey.test(value)) forms.push(value.slice('base64:'.length))
  if (privateKey.test(value) && !value.trimStart().startsWith('{')) {
    const armoured = value.replace(/\\n/gu, '\n').replace(/\r\n?/gu, '\n').trim()
    const body = armoured.replace(/-----[A-Z0-9 ]{1,80}-----/gu, '').trim()
    forms.push(armoured, body, body.replace(/\s/gu, ''))
  }
  return [...new Set(forms)].filter((form) => form.length >= 16 || form === value)
}
