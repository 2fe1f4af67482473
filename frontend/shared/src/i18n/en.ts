/** The English catalogue: one JSON file per section, the file's name being the first part of the key. */
import common from './en/common.json';
import nav from './en/nav.json';
import units from './en/units.json';
import errors from './en/errors.json';
import auth from './en/auth.json';
import welcome from './en/welcome.json';
import settings from './en/settings.json';
import today from './en/today.json';
import log from './en/log.json';
import goals from './en/goals.json';
import trends from './en/trends.json';
import inbox from './en/inbox.json';
import metrics from './en/metrics.json';

export const en = { common, nav, units, errors, auth, welcome, settings, today, log, goals, trends, inbox, metrics };
