const unprintable = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that is safe on a terminal: control characters become their pictures (`␛`) and direction overrides `�`, one for
 * one, so that offsets hold. Line feeds and tabs stay.
 */
export function toPrintable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}
