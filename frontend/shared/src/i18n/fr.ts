/** The French catalogue: one JSON file per section, the file's name being the first part of the key. */
import common from './fr/common.json';
import nav from './fr/nav.json';
import units from './fr/units.json';
import errors from './fr/errors.json';
import auth from './fr/auth.json';
import welcome from './fr/welcome.json';
import settings from './fr/settings.json';
import today from './fr/today.json';
import log from './fr/log.json';
import goals from './fr/goals.json';
import trends from './fr/trends.json';
import inbox from './fr/inbox.json';
import metrics from './fr/metrics.json';

export const fr = { common, nav, units, errors, auth, welcome, settings, today, log, goals, trends, inbox, metrics };
