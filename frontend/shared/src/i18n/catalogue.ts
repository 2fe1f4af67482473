/** Joins the sections of the catalogue: one JSON file per section and language, the file's name being the first part of the key. */
import enCommon from './en/common.json';
import enNav from './en/nav.json';
import enUnits from './en/units.json';
import enErrors from './en/errors.json';
import enAuth from './en/auth.json';
import enWelcome from './en/welcome.json';
import enSettings from './en/settings.json';
import enToday from './en/today.json';
import enLog from './en/log.json';
import enGoals from './en/goals.json';
import enTrends from './en/trends.json';
import enInbox from './en/inbox.json';
import enMetrics from './en/metrics.json';
import enPresets from './en/presets.json';
import frCommon from './fr/common.json';
import frNav from './fr/nav.json';
import frUnits from './fr/units.json';
import frErrors from './fr/errors.json';
import frAuth from './fr/auth.json';
import frWelcome from './fr/welcome.json';
import frSettings from './fr/settings.json';
import frToday from './fr/today.json';
import frLog from './fr/log.json';
import frGoals from './fr/goals.json';
import frTrends from './fr/trends.json';
import frInbox from './fr/inbox.json';
import frMetrics from './fr/metrics.json';
import frPresets from './fr/presets.json';

export const en = {
  common: enCommon,
  nav: enNav,
  units: enUnits,
  errors: enErrors,
  auth: enAuth,
  welcome: enWelcome,
  settings: enSettings,
  today: enToday,
  log: enLog,
  goals: enGoals,
  trends: enTrends,
  inbox: enInbox,
  metrics: enMetrics,
  presets: enPresets,
};
export const fr = {
  common: frCommon,
  nav: frNav,
  units: frUnits,
  errors: frErrors,
  auth: frAuth,
  welcome: frWelcome,
  settings: frSettings,
  today: frToday,
  log: frLog,
  goals: frGoals,
  trends: frTrends,
  inbox: frInbox,
  metrics: frMetrics,
  presets: frPresets,
};
