/* Words that the server translated, for what scripts say. */

/** Words from `{name, count, text}`: `say(name)`, or `say(name, number)` in the form that the language has for it.
 * A counted word comes once for each sample `count`; the number stands where its text has "#". */
export function wordsFrom(list, language) {
  const rules = new Intl.PluralRules(language);
  return (name, number) => {
    const forms = list.filter((word) => word.name === name);
    const fits = number === undefined ? forms[0] : forms.find(({ count }) => rules.select(count) === rules.select(number));
    return (fits ?? forms.at(-1))?.text.replace("#", String(number)) ?? "";
  };
}
