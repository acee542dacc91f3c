/** Folder of the pages that messages and rules point to. */
export const docsRoot = 'https://github.com/keyfence/keyfence/blob/main/docs'
