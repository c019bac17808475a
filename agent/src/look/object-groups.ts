/** Group of the values that are let go of when the safe point is over. */
export const group = 'suture';
/** Group of what outlives a safe point. */
export const leased = 'suture leased';
