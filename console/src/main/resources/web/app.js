import {fill, get} from './dom.js';
import * as live from './live.js';
import * as sids from './sids.js';
import * as explain from './explain.js';

const pages = {live, sids, explain};
const page = document.getElementById('page');
let current = null;

/** Shows the page that the address names: #live, #sids, #sids/12-7, #explain/<request>. */
function route() {
  const [name, ...rest] = location.hash.slice(1).split('/');
  const key = pages[name] ? name : 'live';
  if (current) current.close();
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', link.hash === `#${key}`);
  }
  fill(page);
  page.className = key;
  current = pages[key].open(page, rest.map(decodeURIComponent).join('/'));
}

/** The latest snapshot of the market reaches every page that wants it, once a second. */
async function poll() {
  const state = document.getElementById('state');
  try {
    const snapshot = await get('/v1/console/live');
    state.textContent = 'live';
    state.className = 'chip ok';
    const release = document.getElementById('release');
    release.textContent = snapshot.release ? `release ${snapshot.release}` : '';
    if (current && current.update) current.update(snapshot);
  } catch (error) {
    state.textContent = 'no connection';
    state.className = 'chip bad';
    state.title = error.message;
  }
  setTimeout(poll, 1000);
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  localStorage.setItem('theme', name);
}

document.getElementById('theme').addEventListener('click', () => {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = document.documentElement.dataset.theme || (dark ? 'dark' : 'light');
  theme(now === 'dark' ? 'light' : 'dark');
  route();
});
if (localStorage.getItem('theme')) theme(localStorage.getItem('theme'));

addEventListener('hashchange', route);
route();
poll();
