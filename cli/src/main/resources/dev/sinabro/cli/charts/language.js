/** What pages say, in the language of the browser or another one that is chosen. */

/**
 * Those who know the words of a page.
 *
 * @param words by language and key; a key that a language lacks is said as it is
 * @return word(key), speak(language), which puts its words into all that bears one, and current()
 */
export function speaker(words) {
  let language = Object.keys(words).find((one) => navigator.language.startsWith(one)) ?? Object.keys(words)[0];
  const word = (key) => words[language][key] ?? key;
  const each = (name, put) => document.querySelectorAll(`[data-${name}]`).forEach((element) => put(element, word(element.dataset[name])));
  function speak(chosen) {
    language = chosen;
    document.documentElement.lang = chosen;
    each("word", (element, text) => element.replaceChildren(text));
    each("title", (element, text) => {
      element.title = text;
      element.setAttribute("aria-label", text);
    });
    each("label", (element, text) => element.setAttribute("aria-label", text));
    each("placeholder", (element, text) => element.setAttribute("placeholder", text));
  }
  return { word, speak, current: () => language };
}
