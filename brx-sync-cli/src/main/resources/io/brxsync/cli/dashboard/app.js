// The dashboard. Everything that comes from a server becomes a text node or an attribute's value, never markup.
'use strict';

const LOOK = 2000;
const LISTS = 10000;
const ANSWER_WITHIN = 5000;
const LATE = 10000; // an answer older than this is called out
const PAGE = 25;
const TOKEN = 'brx-admin-token';
const COLOURS = 8;

const $ = id => document.getElementById(id);
const number = new Intl.NumberFormat('en');

const state = {
  overview: null,
  answered: null, // when the server answered last, by performance.now()
  answeredAt: null, // the same for people
  failure: null,
  health: [],
  run: null,
  points: [],
  users: { status: '', search: '', offset: 0 },
  dead: { queue: '', offset: 0, letters: [], total: 0, picked: new Set() },
};

// ---- small helpers

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') {
      element.addEventListener('click', value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function s(tag, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

/** Changes a text only when it is another one, so that selections and screen readers are left in peace. */
function put(element, text) {
  const value = String(text);
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

function count(n, one, many) {
  return `${number.format(n)} ${n === 1 ? one : many || one + 's'}`;
}

function span(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86400)} days`;
}

function millis(value) {
  return value === null ? '–' : span(value / 1000);
}

function rate(value) {
  return value === 0 ? '0' : value < 10 ? value.toFixed(1) : number.format(Math.round(value));
}

/** By the server's clock, so that a wrong one here misleads nobody. */
function ago(iso) {
  const seconds = (Date.parse(state.overview ? state.overview.now : new Date()) - Date.parse(iso)) / 1000;
  return seconds < 1 ? 'just now' : `${span(Math.max(1, Math.round(seconds)))} ago`;
}

function local(iso) {
  return new Date(iso).toLocaleString();
}

function badge(text, kind) {
  return h('span', { class: `badge ${kind}` }, text);
}

function labelled(label, attributes, ...children) {
  return h('td', { 'data-label': label, ...attributes }, ...children);
}

/** Keeps one element per key and its place in the list; what has the focus keeps it. */
function keyed(parent, items, keyOf, create) {
  const known = parent.keyed || (parent.keyed = new Map());
  const keys = new Set(items.map(keyOf));
  for (const [key, row] of known) {
    if (!keys.has(key)) {
      row.element.remove();
      known.delete(key);
    }
  }
  if (known.size === 0) {
    parent.replaceChildren();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    let row = known.get(keyOf(item));
    if (!row) {
      row = create(item);
      known.set(keyOf(item), row);
    }
    if (row.element === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(row.element, place);
    }
    row.update(item);
  }
}

/** An element whose content is made anew when what it shows has changed. */
function remade(element, make) {
  let last = '';
  return {
    element,
    update(item) {
      const children = make(item);
      const text = children.map(child => child.outerHTML).join('');
      if (text !== last) {
        last = text;
        element.replaceChildren(...children);
      }
    },
  };
}

// ---- talking to the server

async function ask(path, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN);
  try {
    const response = await fetch(path, { ...options, signal: stop.signal, cache: 'no-store', credentials: 'omit' });
    const body = await response.json();
    return { status: response.status, body };
  } catch (e) {
    throw new Error(e.name === 'AbortError' ? `no answer within ${ANSWER_WITHIN / 1000} s` : 'it cannot be reached');
  } finally {
    clearTimeout(timer);
  }
}

async function read(path) {
  const answer = await ask(`api/${path}`);
  if (answer.status !== 200) {
    throw new Error(answer.body.error || `status ${answer.status}`);
  }
  return answer.body;
}

async function act(path, body) {
  const token = sessionStorage.getItem(TOKEN);
  const answer = await ask(`api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token || ''}` },
    body: JSON.stringify(body || {}),
  });
  if (answer.status === 401) {
    lock();
  }
  if (answer.status !== 200) {
    throw new Error(answer.body.error || `status ${answer.status}`);
  }
  return answer.body;
}

function mayAct() {
  return Boolean(state.overview && state.overview.actions && sessionStorage.getItem(TOKEN));
}

// ---- dialogs

function toast(text, bad) {
  const box = $('toast');
  put(box, text);
  box.className = bad ? 'shown bad' : 'shown';
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.className = ''; }, 6000);
}

function confirmed(title, text, yes, danger) {
  const dialog = $('confirm');
  put($('confirm-title'), title);
  put($('confirm-text'), text);
  put($('confirm-yes'), yes);
  $('confirm-yes').className = danger ? 'danger' : 'primary';
  dialog.returnValue = '';
  dialog.showModal();
  $('confirm-no').focus();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

async function doIt(path, body, said) {
  try {
    const answer = await act(path, body);
    toast(said(answer.affected));
  } catch (e) {
    toast(`Not done: ${e.message}`, true);
  }
  await look();
  await readDead();
}

function lock() {
  sessionStorage.removeItem(TOKEN);
  showAccess();
}

async function unlock() {
  const token = $('token').value.trim();
  put($('token-wrong'), '');
  if (!/^[\x21-\x7e]+$/.test(token)) {
    put($('token-wrong'), 'Enter the token.');
    return;
  }
  sessionStorage.setItem(TOKEN, token);
  try {
    await act('session');
    $('token-dialog').close();
    showAccess();
  } catch (e) {
    sessionStorage.removeItem(TOKEN);
    put($('token-wrong'), e.message);
  }
}

function showAccess() {
  const open = Boolean(state.overview && state.overview.actions);
  const button = $('unlock');
  button.hidden = !open;
  put(button, mayAct() ? 'Lock actions' : 'Unlock actions');
  const hint = $('read-only');
  hint.hidden = mayAct() || !state.overview;
  put(hint, open
    ? 'Read-only until you unlock actions with the admin token.'
    : 'Read-only: this server has no admin token (DASHBOARD_ADMIN_TOKEN).');
  if (state.overview) {
    showQueues(state.overview);
  }
  showDeadActions();
}

// ---- what needs somebody

function showProblems(overview) {
  const list = overview.problems.map(problem => ({ ...problem }));
  if (overview.queues_error) {
    const since = overview.queues_at ? `what you see is as of ${local(overview.queues_at)}` : 'nothing can be shown';
    list.unshift({ severity: 'CRITICAL', text: `Redis cannot be read, ${since}: ${overview.queues_error}`, section: '' });
  }
  if (overview.users_error) {
    list.unshift({ severity: 'CRITICAL', text: `Users cannot be counted: ${overview.users_error}`, section: '' });
  }
  for (const check of state.health) {
    const told = check.name === 'redis' && overview.queues_error || check.name === 'postgresql' && overview.users_error;
    if (!told) {
      list.push({ severity: check.ok ? 'WARNING' : 'CRITICAL', text: `${check.name} (${check.address}): ${check.detail}`, section: '' });
    }
  }
  list.sort((one, other) => one.severity.localeCompare(other.severity));
  const bad = list.length;
  if (!overview.queues_at && bad === 0) {
    list.push({ severity: 'QUIET', text: 'Looking…', section: '' });
  } else if (bad === 0) {
    list.push({ severity: 'GOOD', text: 'Nothing. Queues are open, nothing was given up, nobody is in error.', section: '' });
  }
  document.title = bad === 0 ? 'brx-sync' : `(${bad}) brx-sync`;
  keyed($('problem-list'), list, problem => `${problem.severity} ${problem.section} ${problem.text}`, problem => {
    const element = h('li', { class: problem.severity.toLowerCase() }, problem.text);
    if (problem.section) {
      element.append(h('a', { href: `#${problem.section}`, onclick: () => follow(problem.section) }, 'show'));
    }
    return { element, update() {} };
  });
}

function follow(section) {
  if (section === 'users') {
    state.users = { status: 'error', search: '', offset: 0 };
    $('user-search').value = '';
    readUsers();
  }
}

function showTiles(overview) {
  const sum = field => overview.queues.reduce((total, queue) => total + queue[field], 0);
  const rates = overview.rates;
  const busy = overview.workers.filter(worker => worker.state !== 'silent');
  const threads = busy.reduce((total, worker) => total + worker.threads, 0);
  const running = busy.reduce((total, worker) => total + worker.running.length, 0);
  const users = overview.users;
  const dead = sum('dead');
  const tiles = [
    { name: 'Waiting', value: number.format(sum('ready')), more: `${number.format(sum('scheduled'))} scheduled for later` },
    { name: 'Done per second', value: rates.workers ? rate(rates.done_per_second) : '–', more: `${rate(rates.retried_per_second)} retried, ${rate(rates.buried_per_second)} given up` },
    { name: 'Wait before the start', value: millis(rates.wait_millis.most), more: `99 of 100 within; half within ${millis(rates.wait_millis.half)}` },
    { name: 'Run time', value: millis(rates.run_millis.most), more: `99 of 100 within; half within ${millis(rates.run_millis.half)}` },
    { name: 'Threads busy', value: `${number.format(running)} of ${number.format(threads)}`, more: count(busy.length, 'worker'), bad: threads === 0 },
    { name: 'Users in step', value: users ? `${number.format(users.active)} of ${number.format(users.total)}` : '–', more: users ? `${users.error} in error, ${users.suspended} suspended` : '', bad: users && users.error > 0 },
    { name: 'Dead letters', value: number.format(dead), more: dead ? 'waiting for a decision' : 'nothing was given up', bad: dead > 0 },
  ];
  keyed($('tiles'), tiles, tile => tile.name, tile => {
    const value = h('div', { class: 'value' });
    const more = h('div', { class: 'more' });
    return {
      element: h('div', { class: 'tile' }, h('div', { class: 'name' }, tile.name), value, more),
      update(item) {
        put(value, item.value);
        put(more, item.more);
        this.element.className = item.bad ? 'tile bad' : 'tile';
      },
    };
  });
}

// ---- queues

function showQueues(overview) {
  $('no-queues').hidden = overview.queues.length > 0 || !overview.queues_at;
  keyed($('queue-rows'), overview.queues, queue => queue.queue, queue => {
    const cells = {};
    const cell = (name, label, more) => (cells[name] = labelled(label, { class: 'n', ...more }));
    const button = h('button', { type: 'button', onclick: () => switchQueue(queue.queue) });
    const status = h('span', {});
    return {
      element: h('tr', { 'data-queue': queue.queue },
        labelled('Queue', { class: 'strong' }, queue.queue),
        cell('ready', 'Waiting'), cell('oldest', 'Oldest'), cell('in_flight', 'In flight'), cell('scheduled', 'Scheduled'),
        cell('held', 'Users held'), cell('dead', 'Dead'),
        labelled('State', {}, status), labelled('', { class: 'n' }, button)),
      update(item) {
        for (const field of ['ready', 'in_flight', 'scheduled', 'held', 'dead']) {
          put(cells[field], number.format(item[field]));
        }
        cells.dead.className = item.dead ? 'n alarm' : 'n';
        put(cells.oldest, item.ready ? span(item.oldest_seconds) : '–');
        put(status, item.paused ? 'paused' : 'open');
        status.className = item.paused ? 'badge warn' : 'badge good';
        put(button, item.paused ? 'Resume' : 'Pause');
        button.setAttribute('aria-label', `${item.paused ? 'Resume' : 'Pause'} queue ${item.queue}`);
        button.disabled = !mayAct();
      },
    };
  });
  const select = $('dead-queue');
  for (const queue of overview.queues) {
    if (![...select.options].some(option => option.value === queue.queue)) {
      select.append(h('option', { value: queue.queue }, queue.queue));
    }
  }
}

async function switchQueue(name) {
  const queue = state.overview.queues.find(each => each.queue === name);
  if (queue.paused) {
    await doIt(`queues/${encodeURIComponent(name)}/resume`, {}, () => `Queue ${name} is open again`);
  } else if (await confirmed(`Pause ${name}?`,
    `Workers take no more tasks from ${name} until you resume it; running ones go on. ${count(queue.ready, 'task')} waiting now.`,
    'Pause', false)) {
    await doIt(`queues/${encodeURIComponent(name)}/pause`, {}, () => `Queue ${name} is paused`);
  }
}

// ---- workers

function showWorkers(overview) {
  $('no-workers').hidden = overview.workers.length > 0 || !overview.queues_at;
  const kinds = { working: 'good', draining: 'busy', silent: 'bad' };
  const most = 64;
  keyed($('worker-cards'), overview.workers, worker => worker.id, () => remade(h('div', { class: 'worker' }), worker => {
    const idle = worker.threads - worker.running.length;
    const lines = worker.running.slice(0, most).map(task => h('li', {},
      h('span', { class: 'mono' }, task.thread || 'starting'),
      h('span', { class: 'what' },
        h('b', {}, task.type), task.tasks > 1 ? ` × ${task.tasks}` : '', ' ',
        h('span', { class: 'soft' }, `${task.queue} · `), h('span', { class: 'mono soft', title: `task ${task.task}` }, task.user)),
      h('span', { class: 'when' }, span(Math.round(task.seconds)))));
    if (worker.running.length > most) {
      lines.push(h('li', { class: 'idle' }, `and ${count(worker.running.length - most, 'more thread')}`));
    }
    if (idle > 0 && worker.state !== 'silent') {
      lines.push(h('li', { class: 'idle' }, `${count(idle, 'thread')} idle`));
    }
    const silent = worker.state === 'silent' ? `, silent for ${span(worker.silent_seconds)}` : '';
    return [
      h('div', { class: 'title' }, worker.host, badge(worker.state, kinds[worker.state] || '')),
      h('div', { class: 'hint' }, `process ${worker.pid}, up ${span(Math.floor(worker.up_seconds / 5) * 5)}${silent} · ${worker.queues.join(', ')}`),
      h('ul', {}, ...lines),
    ];
  }));
}

// ---- users

const STATES = { active: ['in step', 'good'], error: ['in error', 'bad'], initial_sync: ['first sync', 'busy'], idle: ['never synced', ''] };

function showUserFilters(counts) {
  const filters = [
    ['', 'All', 'total'], ['error', 'In error', 'error'], ['initial_sync', 'First sync', 'initial_sync'],
    ['active', 'In step', 'active'], ['idle', 'Never synced', 'idle'], ['suspended', 'Suspended', 'suspended'],
  ].map(([status, label, field]) => ({ status, text: counts ? `${label} ${number.format(counts[field])}` : label }));
  keyed($('user-filters'), filters, filter => `is ${filter.status}`, ({ status }) => {
    const element = h('button', {
      type: 'button',
      onclick: () => {
        state.users.status = status;
        state.users.offset = 0;
        readUsers();
      },
    });
    return {
      element,
      update(filter) {
        put(element, filter.text);
        element.setAttribute('aria-pressed', String(state.users.status === filter.status));
      },
    };
  });
}

function syncCell(sync) {
  if (!sync) {
    return [h('span', { class: 'soft' }, 'none known')];
  }
  const title = `${sync.type}, asked for ${local(sync.created_at)}`;
  if (sync.status === 'running' || sync.status === 'pending') {
    const of = sync.total ? ` of ${number.format(sync.total)}` : '';
    return [
      h('progress', { max: 100, value: sync.percent, 'aria-label': `${sync.type} progress` }),
      h('span', { title }, sync.status === 'pending' ? 'waits for its turn' : `${sync.percent} %${of}`),
    ];
  }
  const text = `${sync.status}${sync.completed_at ? ' ' + ago(sync.completed_at) : ''}`;
  return [h('span', { title, class: sync.status === 'failed' ? 'alarm' : 'soft' }, text), sync.message ? h('div', { class: 'soft' }, sync.message) : null];
}

function showUsers(page) {
  const rows = $('user-rows');
  keyed(rows, page.users, user => user.user, () => remade(h('tr', {}), user => {
    const [text, kind] = STATES[user.status] || [user.status, ''];
    return [
      labelled('User', { class: 'mono' }, user.user),
      labelled('State', {}, h('span', {}, badge(text, kind), user.suspended ? ' ' : '', user.suspended ? badge('suspended', 'warn') : '')),
      labelled('In stock', { class: 'n' }, number.format(user.products)),
      labelled('Last sync', { class: 'when', title: user.last_sync_at ? local(user.last_sync_at) : null }, user.last_sync_at ? ago(user.last_sync_at) : 'never'),
      labelled('Newest sync', {}, h('div', {}, ...syncCell(user.sync).filter(Boolean))),
      labelled('Last error', {}, user.last_error || ''),
    ];
  }));
  const none = $('no-users');
  none.hidden = page.users.length > 0;
  put(none, state.users.search || state.users.status
    ? 'No user like that.' : "Nobody is connected yet. 'brx-sync user connect' connects a CardTrader account.");
  pager($('user-pager'), state.users, page.total, readUsers);
}

function pager(box, list, total, again) {
  if (!box.made) {
    const turn = by => () => {
      box.list.offset = Math.max(0, box.list.offset + by);
      box.again();
    };
    box.made = {
      text: h('span', {}),
      before: h('button', { type: 'button', onclick: turn(-PAGE) }, 'Previous'),
      next: h('button', { type: 'button', onclick: turn(PAGE) }, 'Next'),
    };
    box.append(box.made.text, box.made.before, box.made.next);
  }
  box.list = list;
  box.again = again;
  const last = Math.min(total, list.offset + PAGE);
  put(box.made.text, total === 0 ? '' : `${number.format(list.offset + 1)}–${number.format(last)} of ${number.format(total)}`);
  box.made.before.disabled = list.offset === 0;
  box.made.next.disabled = last >= total;
  box.hidden = total <= PAGE && list.offset === 0;
}

async function readUsers() {
  showUserFilters(state.overview && state.overview.users);
  const { status, search, offset } = state.users;
  const asked = `users?status=${encodeURIComponent(status)}&search=${encodeURIComponent(search)}&offset=${offset}&limit=${PAGE}`;
  readUsers.latest = asked;
  try {
    const page = await read(asked);
    if (readUsers.latest === asked) {
      if (page.users.length === 0 && offset > 0) {
        state.users.offset = 0;
        await readUsers();
      } else {
        showUsers(page);
      }
    }
  } catch (e) {
    $('no-users').hidden = false;
    put($('no-users'), `Users cannot be read: ${e.message}`);
  }
}

// ---- dead letters

function showDead() {
  const { letters, total, picked } = state.dead;
  keyed($('dead-rows'), letters, letter => letter.id, letter => {
    const box = h('input', { type: 'checkbox', 'aria-label': `Select task ${letter.id}` });
    box.addEventListener('change', () => {
      picked[box.checked ? 'add' : 'delete'](letter.id);
      showDeadActions();
    });
    const buried = labelled('Given up', { class: 'when', title: local(letter.buried_at) });
    return {
      element: h('tr', { 'data-task': letter.id },
        labelled('', { class: 'pick' }, box),
        labelled('Task', {}, h('div', {}, h('div', { class: 'strong' }, letter.type), h('div', { class: 'soft' }, letter.queue), h('div', { class: 'mono soft' }, letter.id))),
        labelled('Why', {}, letter.reason),
        labelled('User', { class: 'mono' }, letter.user),
        labelled('Tries', { class: 'n', title: `${count(letter.attempts, 'failure')}, ${count(letter.crashes, 'crash', 'crashes')}` }, String(letter.attempts + letter.crashes)),
        buried),
      update(item) {
        put(buried, ago(item.buried_at));
        box.checked = picked.has(item.id);
      },
    };
  });
  const none = $('no-dead');
  none.hidden = letters.length > 0;
  put(none, state.dead.queue ? `No dead letters in ${state.dead.queue}.` : 'No dead letters. Nothing was given up.');
  pager($('dead-pager'), state.dead, total, readDead);
  showDeadActions();
}

function showDeadActions() {
  const { letters, total, picked } = state.dead;
  const free = mayAct();
  $('retry-selected').disabled = $('purge-selected').disabled = !free || picked.size === 0;
  $('retry-all').disabled = $('purge-all').disabled = !free || total === 0;
  $('pick-all').checked = letters.length > 0 && letters.every(letter => picked.has(letter.id));
  $('pick-all').disabled = letters.length === 0;
}

async function readDead() {
  const { queue, offset } = state.dead;
  const asked = `dead?queue=${encodeURIComponent(queue)}&offset=${offset}&limit=${PAGE}`;
  readDead.latest = asked;
  try {
    const page = await read(asked);
    if (readDead.latest !== asked) {
      return;
    }
    if (page.dead.length === 0 && offset > 0) {
      state.dead.offset = Math.max(0, offset - PAGE);
      await readDead();
      return;
    }
    state.dead.letters = page.dead;
    state.dead.total = page.total;
    const shown = new Set(page.dead.map(letter => letter.id));
    for (const id of state.dead.picked) {
      if (!shown.has(id)) {
        state.dead.picked.delete(id);
      }
    }
    showDead();
  } catch (e) {
    $('no-dead').hidden = false;
    put($('no-dead'), `Dead letters cannot be read: ${e.message}`);
  }
}

async function settleDead(verb, all) {
  const { queue, total, picked } = state.dead;
  const many = all ? total : picked.size;
  const where = all ? (queue ? ` of ${queue}` : ' of all queues') : '';
  const what = `${count(many, 'dead letter')}${where}`;
  // What is buried while the question is open is not meant.
  const body = all ? { all: true, queue: queue || null, until: state.overview.now } : { ids: [...picked] };
  const purge = verb === 'purge';
  const text = purge
    ? 'They are forgotten for good: what they should have done is not done.'
    : 'They go back into their lanes with attempts and crashes at zero.';
  if (await confirmed(`${purge ? 'Purge' : 'Retry'} ${what}?`, text, purge ? 'Purge' : 'Retry', purge)) {
    picked.clear();
    await doIt(`dead/${verb}`, body, affected => `${purge ? 'Purged' : 'Retried'} ${count(affected, 'dead letter')}`);
  }
}

// ---- graphs

function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map(step => step * power).find(top => top >= value);
}

/** Lines over time. Values may be null where nothing is known. */
function chart(box, series, format, what) {
  const width = Math.max(220, Math.round(box.clientWidth));
  const height = 175;
  const left = 52;
  const bottom = 20;
  const points = state.points;
  const end = points.length ? points[points.length - 1].at : Date.now();
  const first = points.length ? points[0].at : end;
  const from = Math.min(end - 120000, Math.max(first, end - 3600000));
  const highest = Math.max(0, ...series.flatMap(line => line.values.filter(value => value !== null)));
  const top = nice(highest);
  const x = at => left + (at - from) / (end - from) * (width - left - 4);
  const y = value => 8 + (1 - value / top) * (height - bottom - 8);
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${what}: ${series.map(line => `${line.name} ${format(line.values[line.values.length - 1] ?? null)}`).join(', ') || 'nothing yet'}` });
  for (const part of [0, 0.5, 1]) {
    svg.append(s('line', { class: 'grid', x1: left, x2: width, y1: y(top * part), y2: y(top * part) }));
    svg.append(s('text', { x: left - 6, y: y(top * part) + 4, 'text-anchor': 'end' }, format(top * part)));
  }
  const clock = at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  svg.append(s('text', { x: left, y: height - 4 }, clock(from)), s('text', { x: width - 4, y: height - 4, 'text-anchor': 'end' }, clock(end)));
  series.forEach((line, index) => {
    let path = '';
    let pen = 'M';
    line.values.forEach((value, i) => {
      if (value === null) {
        pen = 'M';
      } else if (points[i].at >= from) {
        path += `${pen}${x(points[i].at).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = 'L';
      }
    });
    svg.append(s('path', { class: `s${index % COLOURS}`, d: path || 'M0 0', 'data-points': line.values.filter(value => value !== null).length }));
  });
  const cursor = s('line', { class: 'cursor', y1: 8, y2: height - bottom, visibility: 'hidden' });
  svg.append(cursor);
  const legend = h('div', { class: 'legend' });
  const values = series.map((line, index) => {
    const value = h('b', {}, '');
    legend.append(h('span', {}, h('i', { class: `b${index % COLOURS}` }), `${line.name} `, value));
    return value;
  });
  const time = h('span', {});
  legend.append(time);
  const tell = i => {
    series.forEach((line, index) => put(values[index], format(line.values[i] ?? null)));
    put(time, i === points.length - 1 || !points[i] ? '' : `at ${new Date(points[i].at).toLocaleTimeString()}`);
  };
  tell(points.length - 1);
  svg.addEventListener('pointermove', event => {
    if (!points.length) return;
    const at = from + (event.offsetX - left) / (width - left - 4) * (end - from);
    let best = 0;
    points.forEach((point, i) => { if (Math.abs(point.at - at) < Math.abs(points[best].at - at)) best = i; });
    cursor.setAttribute('x1', x(points[best].at));
    cursor.setAttribute('x2', x(points[best].at));
    cursor.setAttribute('visibility', 'visible');
    box.inspected = true;
    tell(best);
  });
  svg.addEventListener('pointerleave', () => {
    box.inspected = false;
    cursor.setAttribute('visibility', 'hidden');
    tell(points.length - 1);
  });
  box.replaceChildren(svg, legend);
}

function showCharts(anyway) {
  const points = state.points;
  const names = [...new Set(points.flatMap(point => Object.keys(point.queues)))].sort();
  const metric = $('metric').value;
  const draw = (id, series, format, what) => {
    if (anyway || !$(id).inspected) {
      chart($(id), series, format, what);
    }
  };
  const whole = value => value === null ? '–' : number.format(Math.round(value * 10) / 10);
  draw('depth-chart', names.map(name => ({ name, values: points.map(point => point.queues[name] ? point.queues[name][metric] : null) })),
    metric === 'oldest_seconds' ? value => value === null ? '–' : span(value) : whole, 'Depth over time');
  const rates = field => points.map(point => point.rates.workers ? point.rates[field] : null);
  draw('rate-chart', [{ name: 'done', values: rates('done_per_second') }, { name: 'retried', values: rates('retried_per_second') },
    { name: 'given up', values: rates('buried_per_second') }], value => value === null ? '–' : rate(value), 'Throughput');
  draw('time-chart', [{ name: 'wait', values: points.map(point => point.rates.wait_millis.most) },
    { name: 'run', values: points.map(point => point.rates.run_millis.most) }], millis, 'Latency');
  put($('history-note'), points.length
    ? `Graphs: the last hour as this process saw it, since ${new Date(points[0].at).toLocaleTimeString()}. Latencies are rounded up to powers of two.`
    : '');
}

async function readHistory() {
  const last = state.points.length ? state.points[state.points.length - 1].number : 0;
  const samples = await read(`history?after=${last}`);
  if (state.run !== samples.run) {
    const known = state.run !== null;
    state.run = samples.run;
    state.points = [];
    if (known) {
      return readHistory();
    }
  }
  state.points = state.points.concat(samples.points);
  const newest = state.points.length ? state.points[state.points.length - 1].at : 0;
  state.points = state.points.filter(point => point.at > newest - 3600000);
  showCharts(false);
}

// ---- the round

function showFreshness() {
  const overview = state.overview;
  const outage = $('outage');
  const since = state.answered === null ? Infinity : performance.now() - state.answered;
  const away = state.failure !== null && (since > LATE / 2 || state.answered === null);
  const stale = overview && overview.queues_at && Date.parse(overview.now) - Date.parse(overview.queues_at) > LATE;
  document.body.classList.toggle('late', Boolean(away || stale));
  outage.hidden = !away;
  if (away) {
    put(outage, state.answeredAt
      ? `The server does not answer (${state.failure}). What you see is as of ${state.answeredAt.toLocaleTimeString()}.`
      : `The server does not answer (${state.failure}).`);
    put($('freshness'), 'out of reach');
  } else if (stale) {
    put($('freshness'), `as of ${new Date(overview.queues_at).toLocaleTimeString()}`);
  } else if (overview) {
    put($('freshness'), overview.queues_at ? 'live' : 'waiting for Redis');
  }
}

async function look() {
  try {
    const overview = await read('overview');
    state.overview = overview;
    state.answered = performance.now();
    state.answeredAt = new Date();
    state.failure = null;
    $('about').title = overview.about.namespace;
    put($('about'), `${overview.about.namespace} · ${overview.about.version} · ${overview.about.worker ? 'a worker' : 'dashboard'}`);
    showProblems(overview);
    showTiles(overview);
    showWorkers(overview);
    showUserFilters(overview.users);
    showAccess();
    await readHistory();
  } catch (e) {
    state.failure = e.message;
  }
  showFreshness();
}

async function readHealth() {
  try {
    const answer = await ask('../health/ready');
    state.health = Object.entries(answer.body.checks)
      .map(([name, check]) => ({ name, ...check }))
      .filter(check => !check.ok || check.detail.includes('circuit open'));
  } catch (e) {
    state.health = []; // the next look tells
  }
}

function again(work, every) {
  const turn = async () => {
    if (!document.hidden) {
      await work();
    }
    setTimeout(turn, every);
  };
  turn();
}

function start() {
  $('unlock').addEventListener('click', () => {
    if (mayAct()) {
      lock();
    } else {
      $('token').value = '';
      put($('token-wrong'), '');
      $('token-dialog').showModal();
      $('token').focus();
    }
  });
  $('token-yes').addEventListener('click', unlock);
  $('token-no').addEventListener('click', () => $('token-dialog').close());
  $('token-dialog').addEventListener('close', () => { $('token').value = ''; });
  $('token').addEventListener('keydown', event => { if (event.key === 'Enter') unlock(); });
  $('confirm-yes').addEventListener('click', () => $('confirm').close('yes'));
  $('confirm-no').addEventListener('click', () => $('confirm').close('no'));
  $('metric').addEventListener('change', () => showCharts(true));
  $('user-search').addEventListener('input', () => {
    clearTimeout(readUsers.timer);
    readUsers.timer = setTimeout(() => {
      state.users.search = $('user-search').value.trim();
      state.users.offset = 0;
      readUsers();
    }, 250);
  });
  $('dead-queue').addEventListener('change', () => {
    state.dead.queue = $('dead-queue').value;
    state.dead.offset = 0;
    state.dead.picked.clear();
    readDead();
  });
  $('pick-all').addEventListener('change', () => {
    for (const letter of state.dead.letters) {
      state.dead.picked[$('pick-all').checked ? 'add' : 'delete'](letter.id);
    }
    showDead();
  });
  for (const verb of ['retry', 'purge']) {
    $(`${verb}-selected`).addEventListener('click', () => settleDead(verb, false));
    $(`${verb}-all`).addEventListener('click', () => settleDead(verb, true));
  }
  let width = 0;
  new ResizeObserver(() => {
    if ($('depth-chart').clientWidth !== width) {
      width = $('depth-chart').clientWidth;
      showCharts(true);
    }
  }).observe($('depth-chart'));
  again(look, LOOK);
  again(readHealth, LISTS);
  again(async () => { await readUsers(); await readDead(); }, LISTS);
  setInterval(showFreshness, 1000);
}

start();
