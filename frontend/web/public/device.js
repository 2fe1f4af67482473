/* Applies the device's own theme and language before the first paint, so nothing flashes. Holds nothing about the person. */
(() => {
  try {
    const theme = localStorage.getItem('serenity.theme');
    if (theme === 'day' || theme === 'night') document.documentElement.dataset.theme = theme;
    const language = localStorage.getItem('serenity.language');
    if (language === 'fr' || language === 'en') document.documentElement.lang = language;
  } catch {
    /* Storage may be refused; the defaults are fine. */
  }
})();
