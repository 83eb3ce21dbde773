/** A provider's reason in plain words; its own stays behind them, because that is what one looks up. */

const CODES = {
  131026: "le destinataire ne peut rien recevoir",
  131047: "la fenêtre de 24 heures est fermée",
  63016: "la fenêtre de 24 heures est fermée",
  131056: "trop de messages à cette personne",
  130429: "trop de messages à la fois",
  131000: "panne du fournisseur",
};

export function reasonOf(error) {
  const code = Object.keys(CODES).find((known) => new RegExp(`\\b${known}\\b`).test(error));
  return code ? `${CODES[code]} (${error})` : error;
}
