import {h, fill, get, failed} from './dom.js';
import {count, money, chance, likely, millis, clock, ago} from './format.js';

export function open(page, id) {
  if (id) show(page, id);
  else choose(page);
  return {close() {}};
}

/** No request named: the latest one that showed ads. */
async function choose(page) {
  try {
    const requests = await get('/v1/console/requests');
    const best = requests.find(r => r.ads.length) || requests[0];
    if (best) {
      history.replaceState(null, '', `#explain/${encodeURIComponent(best.id)}`);
      await show(page, best.id);
    } else fill(page, h('p.empty', 'No requests yet.'));
  } catch (error) {
    failed(page, error);
  }
}

async function show(page, id) {
  try {
    const e = await get(`/v1/console/explain/${encodeURIComponent(id)}`);
    fill(page, summary(e), asked(e), legality(e), beams(e), candidates(e), auction(e));
  } catch (error) {
    failed(page, error);
  }
}

const step = (number, title, lead, ...parts) => h('section.panel.step',
  h('h2', h('span.number', number), title), lead ? h('p.lead', lead) : null, parts);

const table = (heads, rows) => h('div.scroll', h('table',
  h('thead', h('tr', heads.map(([text, numeric]) => h(numeric ? 'th.num' : 'th', text)))), h('tbody', rows)));

function summary(e) {
  const total = e.stages.reduce((sum, s) => sum + s.millis, 0) || 1;
  return h('section.panel.summary',
    h('h2', 'Request ', h('code', e.request.id)),
    h('p.lead', `${clock(e.request.time)} · release ${e.release} · ${e.auction.winners.length} of ${e.request.slots} places sold · ${millis(e.tookMillis)}`,
      e.steps.length ? ` · left out for want of time: ${e.steps.join(', ')}` : ''),
    h('div.stages', e.stages.map((s, i) => h(`div.stage.s${i}`, {style: {flexGrow: s.millis / total}, title: `${s.name} ${millis(s.millis)}`}, h('span', s.name), h('small', millis(s.millis))))));
}

function asked(e) {
  const r = e.request;
  const facts = [['user', r.user || (r.consent ? 'unknown' : 'no consent: nothing personal is used')], ['placement', r.placement], ['device', r.device], ['country', r.country], ['page', r.page], ['query', r.query]].filter(([, value]) => value);
  for (const [name, value] of Object.entries(e.user.attributes)) {
    const same = facts.find(([known]) => known === name);
    if (!same) facts.push([name, value]);
    else if (same[1] !== value) facts.push([`${name}, usually`, value]);
  }
  const history = e.user.history;
  return step(1, 'Who asks, and what is known', null,
    h('dl.facts', facts.map(([name, value]) => h('div', h('dt', name), h('dd', value)))),
    history.length && e.influence ? h('p.lead', 'How much each event bore on ', h('strong', e.influence.title), `: the bar is what leaving it out takes from (or, hatched, gives to) the ad's log-probability; the figure is its share of the generator's attention. Those that bore on it stand first, the newest before the older.`, e.influence.agreement === undefined ? '' : ` The two rank the events alike by ${e.influence.agreement.toFixed(2)} (−1 to 1).`) : null,
    history.length ? h('ol.history', history.map(x => h(`li.${x.kind.toLowerCase()}`, h('span.kind', x.kind.toLowerCase()), h('span.title', x.title || x.subject), bearing(x, most(history)), h('small', `${ago(x.time, r.time)} before`)))) : h('p.lead', 'No history is used.'));
}

const most = history => Math.max(1e-9, ...history.map(x => Math.abs(x.effect ?? 0)));

function bearing(x, largest) {
  if (x.effect === undefined) return null;
  return h('span.bearing', {title: `effect ${x.effect.toFixed(3)}, attention ${chance(x.attention)}`},
    h('span.bar', h(x.effect < 0 ? 'i.against' : 'i', {style: {width: `${100 * Math.abs(x.effect) / largest}%`}})),
    h('span.num', chance(x.attention)));
}

function legality(e) {
  const l = e.legality;
  const most = Math.max(1, ...l.reasons.map(x => x.ads));
  return step(2, 'What may be shown', `${count(l.eligible)} of ${count(l.ads)} ads are legal for this request. Only these can be generated.`,
    h('div.meter', h('div', {style: {width: `${100 * l.eligible / Math.max(1, l.ads)}%`}})),
    h('ul.bars', l.reasons.map(x => h('li', h('span.text', x.text), h('span.bar', h('i', {style: {width: `${100 * x.ads / most}%`}})), h('span.num', count(x.ads))))),
    l.reasons.length ? h('p.lead', 'An ad may be kept out by several reasons.') : null,
    l.missed.length ? [h('h3', 'The generator would have written these, were they allowed'),
      table([['Ad'], ['Generated', 1], ['Why not']], l.missed.map(m => h('tr', h('td', m.title), h('td.num', likely(m.logP)), h('td', m.why.join('; ')))))] : null);
}

function beams(e) {
  if (!e.beams.length) return step(3, 'What the generator wrote', 'The generator did not run for this request.');
  const valued = e.beams.some(level => level.some(b => b.value !== undefined));
  return step(3, 'What the generator wrote', 'Code by code, the most probable prefixes that lead to a legal ad.'
    + (valued ? ' Beside the probability stands what the ad in the end is expected to be worth, as a multiple of the mean.' : ''),
    h('div.beams', e.beams.map((level, i) => h('div.level', h('h3', `Level ${i + 1}`), level.map(b => h(b.won ? 'div.prefix.won' : 'div.prefix',
      {title: `log-probability ${b.logP.toFixed(3)}`},
      h('code', b.path), h('span.words', b.words, b.near.length ? h('small', b.near.join(' · ')) : null), h('span.num', likely(b.logP), b.value === undefined ? null : h('small', {title: 'expected final value, times the mean'}, `${b.value.toFixed(2)} ×`)),
      h('i', {style: {width: `${100 * Math.exp((b.logP - level[0].logP) / 2)}%`}})))))));
}

function candidates(e) {
  const graded = e.candidates.some(c => c.grade !== undefined);
  return step(4, 'What each is worth', 'Every candidate with its sources, probabilities and value of a thousand impressions.',
    table([['Ad'], ['Found by'], ['Generated', 1], ...(graded ? [['Answers the query', 1]] : []), ['pCTR', 1], ['pCVR', 1], ['Pays for'], ['Bid', 1], ['eCPM', 1]],
      e.candidates.map(c => h(c.won ? 'tr.won' : 'tr',
        h('td', h('span.title', c.title), h('small', [c.brand, c.category].filter(Boolean).join(' · '))),
        h('td', c.sources.map(s => h('span.chip', s))),
        h('td.num', c.logP === undefined ? '–' : likely(c.logP)),
        graded ? h('td.num', {title: 'estimated grade, from 1, not at all, to 4, perfectly'}, c.grade === undefined ? '–' : `${c.grade.toFixed(1)} of 4`) : null,
        h('td.num', chance(c.pCTR)), h('td.num', chance(c.pCVR)),
        h('td', c.objective.toLowerCase()), h('td.num', money(c.bid, 2)), h('td.num', money(c.eCPM))))));
}

function auction(e) {
  const a = e.auction;
  return step(5, 'The auction', `Reserve ${money(a.reserve)} a thousand. A winner pays the least that keeps its place.`,
    table([['Place'], ['Ad'], ['Advertiser'], ['eCPM', 1], ['Had to beat', 1], ['Bid', 1], ['Price', 1], ['Paid when']],
      a.winners.map(w => h('tr.won', h('td', h('span.number', w.place + 1)), h('td', w.title), h('td', w.advertiser), h('td.num', money(w.eCPM)), h('td.num', money(w.needed)), h('td.num', money(w.bid)), h('td.num', h('strong', money(w.price))), h('td', w.paidWhen)))),
    a.losers.length ? h('details', h('summary', `${count(a.losers.length)} lost`),
      table([['Ad'], ['Advertiser'], ['eCPM', 1], ['Why']], a.losers.map(x => h('tr', h('td', x.title), h('td', x.advertiser), h('td.num', money(x.eCPM)), h('td', x.why))))) : null);
}
