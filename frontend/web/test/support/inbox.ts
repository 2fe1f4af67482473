/** Notifications as the stand-in API plays them. */
import { made, ok, type Routes, type Schemas } from './types.ts';

export function inboxRoutes(items: Schemas['Notification'][] = []): Routes {
  let preferences: Schemas['Preferences'] = { version: 1, goal_reached: true, streak_at_risk: true, quiet_from_minutes: null, quiet_to_minutes: null };
  const unread = () => items.filter(({ read_at: readAt }) => readAt === null || readAt === undefined).length;
  return {
    'GET /v1/notifications': ({ query }) => {
      const after = query.get('after');
      const wanted = after === null ? items.toReversed() : items.filter(({ sequence }) => sequence > Number(after));
      return ok({ items: wanted.slice(0, Number(query.get('limit') ?? 30)), unread: unread(), next_before: null, latest: items.at(-1)?.sequence ?? 0 });
    },
    'GET /v1/notification-preferences': () => ok(preferences),
    'PUT /v1/notification-preferences': ({ body }) => {
      preferences = { ...preferences, ...body, version: preferences.version + 1 };
      return ok(preferences);
    },
    'POST /v1/tickets': () => made({ ticket: 'ticket', expires_at: new Date(Date.now() + 30_000).toISOString() }),
  };
}
