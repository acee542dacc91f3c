/** @param {readonly number[]} numbers At least one. */
export function median(numbers) {
  return quantile(numbers, 0.5)
}

/**
 * @param {readonly number[]} numbers At least one.
 * @param {number} share From 0 to 1.
 */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? NaN
  return low + ((sorted[Math.ceil(at)] ?? NaN) - low) * (at - Math.floor(at))
}

/**
 * Ratios of two rows of measurements that were taken in turn.
 *
 * @param {readonly number[]} numbers
 * @param {readonly number[]} base Of the same length.
 */
export function pairedRatios(numbers, base) {
  return numbers.map((number, index) => number / (base[index] ?? NaN))
}

/**
 * "1.02 (0.99 to 1.05)": the median and between which values the middle half lies.
 *
 * @param {readonly number[]} numbers
 * @param {number} [digits]
 */
export function spread(numbers, digits = 2) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(numbers, share).toFixed(digits))
  return `${String(middle)} (${String(low)} to ${String(high)})`
}
