import {h, fill, get, color, failed} from './dom.js';
import {count, percent} from './format.js';

const PALETTE = ['#4f46e5', '#0891b2', '#16a34a', '#ca8a04', '#ea580c', '#db2777', '#7c3aed', '#0d9488', '#65a30d', '#dc2626', '#2563eb', '#c026d3'];

export function open(page, path) {
  const chart = h('div.sunburst');
  const side = h('section.panel.side', h('p.empty', 'Click a segment to see its ads.'));
  const note = h('p.lead', 'Each ring is one level of the semantic ID, coarse to fine. Ads that mean the same share a prefix; a segment is as wide as it has ads and says what most of them are about.');
  fill(page, h('section.panel', h('h2', 'The ads, as the generator names them'), note, chart), side);
  let plot = null;
  const resize = new ResizeObserver(() => plot && plot.resize());

  async function show(prefix) {
    try {
      const node = await get(`/v1/console/sids/${encodeURIComponent(prefix || '*')}`);
      fill(side,
        h('h2', node.words || 'All ads'),
        h('p.lead', prefix ? h('code', node.path) : 'every path', ` · ${count(node.total)} ads`, prefix && node.purity !== undefined ? ` · ${percent(node.purity)} of them ${node.words}` : ''),
        h('ul.ads', node.ads.map(ad => h('li',
          h('span.title', ad.title),
          h('small', [ad.brand, ad.category].filter(Boolean).join(' · ')),
          h('code', ad.path)))),
        node.total > node.ads.length ? h('p.lead', `and ${count(node.total - node.ads.length)} more`) : null);
    } catch (error) {
      failed(side, error);
    }
  }

  get('/v1/console/sid-tree').then(tree => {
    if (!tree.children.length) return failed(chart, new Error('This release has no semantic IDs.'));
    plot = echarts.init(chart, null, {renderer: 'canvas'});
    resize.observe(chart);
    plot.setOption(options(tree));
    plot.on('click', event => {
      const prefix = (event.data && event.data.path) || '';
      history.replaceState(null, '', prefix ? `#sids/${prefix}` : '#sids');
      show(prefix);
    });
  }).catch(error => failed(chart, error));
  show(path);

  return {
    close() {
      resize.disconnect();
      if (plot) plot.dispose();
    },
  };
}

/** Segments of the first ring get a color by their words, so that one category has one color. */
function options(tree) {
  const colors = new Map();
  const shade = words => {
    if (!colors.has(words)) colors.set(words, PALETTE[colors.size % PALETTE.length]);
    return colors.get(words);
  };
  const convert = (node, ink) => ({
    name: node.words,
    path: node.path,
    value: node.children.length ? undefined : node.total,
    total: node.total,
    purity: node.purity,
    itemStyle: {color: ink},
    children: node.children.map(child => convert(child, ink)),
  });
  return {
    textStyle: {fontFamily: 'system-ui, sans-serif'},
    tooltip: {
      renderMode: 'richText',
      backgroundColor: color('panel'),
      borderColor: color('line'),
      textStyle: {color: color('text'), fontSize: 12},
      formatter: p => p.data.path === undefined ? 'up' : `${p.data.name}\n${p.data.path}\n${count(p.data.total)} ads${p.data.purity !== undefined ? `, ${percent(p.data.purity)} agree` : ''}`,
    },
    series: {
      type: 'sunburst',
      radius: ['14%', '96%'],
      data: tree.children.map(child => convert(child, shade(child.words))),
      sort: 'desc',
      nodeClick: 'rootToNode',
      emphasis: {focus: 'ancestor'},
      itemStyle: {borderWidth: 1, borderColor: color('panel')},
      label: {rotate: 'radial', minAngle: 5, color: '#fff', fontSize: 11, overflow: 'truncate', width: 84},
      levels: [{itemStyle: {color: color('wash')}, label: {color: color('text')}}, {r0: '14%', r: '42%'}, {r0: '42%', r: '70%', itemStyle: {opacity: .82}}, {r0: '70%', r: '96%', itemStyle: {opacity: .64}}],
      animationDurationUpdate: 400,
    },
  };
}
