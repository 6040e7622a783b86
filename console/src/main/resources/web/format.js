// Numbers as people read them.

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const three = new Intl.NumberFormat('en', {maximumSignificantDigits: 3});

export const count = n => whole.format(n);
export const short = n => n >= 10000 ? new Intl.NumberFormat('en', {notation: 'compact', maximumFractionDigits: 1}).format(n) : n >= 100 ? whole.format(n) : three.format(n);
export const percent = p => p === undefined || p === null ? '–' : `${p * 100 >= 99.95 ? 100 : (p * 100).toFixed(p < .1 ? 2 : 1)} %`;
export const millis = ms => ms === undefined || ms === null ? '–' : `${ms >= 100 ? whole.format(ms) : ms.toFixed(ms < 10 ? 2 : 1)} ms`;

/** Money as the server writes it: a decimal amount in units and a currency. */
export function money(m, digits = 2) {
  if (!m) return '–';
  const amount = Number(m.amount);
  const small = amount !== 0 && Math.abs(amount) < .01;
  return `${amount.toLocaleString('en', small ? {maximumSignificantDigits: 3} : {minimumFractionDigits: digits, maximumFractionDigits: digits})} ${m.currency}`;
}

/** A probability with the digits that matter. */
export const chance = p => p === undefined || p === null ? '–' : p >= .1 ? p.toFixed(3) : p === 0 ? '0' : p.toPrecision(3);

/** e to the log probability, as a percentage. */
export const likely = logP => percent(Math.exp(logP));

export const clock = iso => new Date(iso).toLocaleTimeString('en-GB');

/** How long before a moment another one was. */
export function ago(iso, now) {
  const s = Math.max(0, (new Date(now) - new Date(iso)) / 1000);
  if (s < 90) return `${Math.round(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 129600) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86400)} d`;
}
