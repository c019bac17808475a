/** `quote?` asks about a function, `quote??` for the text that runs; neither is JavaScript. */
export const question: RegExp = /^\s*((?:[^\s:?]+:)?[\p{ID_Start}$_#][\p{ID_Continue}$.#]*)(\?\??)\s*$/u;
