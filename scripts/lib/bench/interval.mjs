// The interval in which the median of noisy ratios lies.
import { median } from './measure.mjs';

const RESAMPLES = 10_000;

/**
 * The median of `values` and the 2.5th and 97.5th percentile of the medians of random resamples (bootstrap). The
 * generator has a fixed seed, so the same values give the same interval.
 */
export function medianWithInterval(values) {
  const random = seededRandom(1);
  const pick = () => values[Math.floor(random() * values.length)];
  const medians = Array.from({ length: RESAMPLES }, () => median(values.map(pick))).sort((a, b) => a - b);
  const at = (share) => medians[Math.round(share * (RESAMPLES - 1))];
  return { median: median(values), low: at(0.025), high: at(0.975) };
}

/** Mulberry32: numbers from 0 to below 1. */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
