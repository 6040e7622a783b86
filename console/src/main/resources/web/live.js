import {h, fill, get, color} from './dom.js';
import {short, percent, millis, money, count, clock} from './format.js';

const share = p => `${Number((p * 100).toFixed(2))} %`;

/** The tiles: what they say now, and which series they draw. */
const TILES = [
  {key: 'rps', title: 'Requests per second', series: ['requestsPerSecond'], now: s => short(s.now.requestsPerSecond), note: s => `${count(s.totals.requests)} in all`, axis: short},
  {key: 'ctr', title: 'Click-through rate', series: ['ctr'], now: s => percent(s.now.ctr), note: s => `${count(s.totals.clicks)} clicks of ${count(s.totals.impressions)} impressions`, axis: share},
  {key: 'revenue', title: 'Revenue per minute', series: ['revenuePerMinute'], now: s => money({amount: s.now.revenuePerMinute, currency: s.currency}), note: s => `${money({amount: s.totals.revenue, currency: s.currency})} in all`, axis: short},
  {key: 'fill', title: 'Fill', series: ['fill'], now: s => percent(s.now.fill), note: s => `${count(s.totals.positions)} of ${count(s.totals.slots)} places sold`, axis: share, most: 1},
  {key: 'latency', title: 'Latency, median and p99', series: ['p50Millis', 'p99Millis'], now: s => `${millis(s.now.p50Millis)} / ${millis(s.now.p99Millis)}`, note: s => s.steps.length ? s.steps.map(x => `${x.name} ${count(x.requests)}`).join(' · ') : 'nothing left out for want of time', axis: n => `${short(n)} ms`},
];

export function open(page) {
  const plots = new Map();
  const tiles = h('div.tiles', TILES.map(tile => {
    const chart = h('div.chart');
    const value = h('strong', '–');
    const note = h('small', ' ');
    plots.set(tile.key, {tile, chart, value, note, plot: null});
    return h(`section.tile.${tile.key}`, h('h2', tile.title), value, note, chart);
  }));
  const rows = h('tbody');
  const list = h('section.panel',
    h('h2', 'Requests as they come'),
    h('div.scroll', h('table.requests',
      h('thead', h('tr', ['Time', 'Placement', 'User', 'Query', 'Ads shown', 'Eligible', 'Best eCPM', 'Took', ''].map((t, i) => h(i > 4 && i < 8 ? 'th.num' : 'th', t)))),
      rows)));
  fill(page, tiles, list);

  let seen = '';
  async function refresh() {
    const requests = await get('/v1/console/requests');
    const key = requests.map(r => r.id).join();
    if (key === seen) return;
    const before = new Set(seen.split(','));
    const first = seen === '';
    seen = key;
    fill(rows, requests.length ? requests.map(r => row(r, !first && !before.has(r.id))) : [h('tr', h('td.empty', {colspan: 9}, 'No requests yet. POST one to /v1/slate, or run adlib simulate.'))]);
  }

  const resize = new ResizeObserver(() => {
    for (const p of plots.values()) if (p.plot) p.plot.setSize(size(p.chart));
  });
  for (const p of plots.values()) resize.observe(p.chart);

  return {
    update(snapshot) {
      for (const p of plots.values()) {
        p.value.textContent = p.tile.now(snapshot);
        p.note.textContent = p.tile.note(snapshot);
        p.note.title = p.note.textContent;
        draw(p, snapshot.history);
      }
      refresh().catch(() => {});
    },
    close() {
      resize.disconnect();
      for (const p of plots.values()) if (p.plot) p.plot.destroy();
    },
  };
}

const size = element => ({width: Math.max(80, element.clientWidth), height: element.clientHeight || 96});

function draw(p, history) {
  const data = [history.seconds, ...p.tile.series.map(name => history[name])];
  if (p.plot) {
    p.plot.setData(data);
    return;
  }
  if (!window.uPlot || !history.seconds.length) return;
  const strokes = [color('accent'), color('second')];
  p.plot = new uPlot({
    ...size(p.chart),
    legend: {show: false},
    cursor: {y: false, points: {size: 5}},
    padding: [6, 2, 0, 0],
    axes: [
      {stroke: color('faint'), grid: {show: false}, ticks: {show: false}, size: 18, font: '10px system-ui', space: 70, values: (_, ticks) => ticks.map(t => clock(t * 1000).slice(0, 5))},
      {stroke: color('faint'), grid: {stroke: color('line'), width: 1}, ticks: {show: false}, size: 46, font: '10px system-ui', space: 28, values: (_, ticks) => ticks.map(p.tile.axis)},
    ],
    scales: {y: {range: (_, low, high) => [0, p.tile.most || (high > 0 ? high * 1.15 : 1)]}},
    series: [
      {},
      ...p.tile.series.map((name, i) => ({label: name, stroke: strokes[i], width: 1.6, fill: i === 0 ? color('wash') : undefined, spanGaps: true, points: {show: false}})),
    ],
  }, data, p.chart);
}

function row(r, fresh) {
  const open = () => { location.hash = `#explain/${encodeURIComponent(r.id)}`; };
  return h(fresh ? 'tr.fresh' : 'tr', {onclick: open, tabindex: 0, onkeydown: e => { if (e.key === 'Enter') open(); }},
    h('td.time', clock(r.time)),
    h('td', r.placement || '–', r.device ? h('small', ` ${r.device}`) : null),
    h('td.user', r.user || h('small', r.consent ? 'unknown' : 'no consent')),
    h('td.query', r.query || ''),
    h('td.ads', r.ads.length ? r.ads.map(ad => h('span.ad', {title: ad.category}, ad.title)) : h('small', 'none')),
    h('td.num', count(r.eligible)),
    h('td.num', r.ads.length ? money(r.ads[0].eCPM) : '–'),
    h('td.num', millis(r.tookMillis), r.steps.length ? h('small.step', {title: 'left out for want of time'}, ` ${r.steps.at(-1)}`) : null),
    h('td', h('a', {href: `#explain/${encodeURIComponent(r.id)}`}, 'why')));
}
