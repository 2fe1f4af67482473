/** The bounds the forms share with the API's contract, so that a person hears of them before sending. */
export const MIN_PASSWORD = 10;
