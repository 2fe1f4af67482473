/** What can be done with a goal: to change, pause, archive or delete it. */
import { Archive, MoreHorizontal, Pause, Pencil, Play, Trash2 } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/Button';
import type { Goal } from './editing';
import type { RowActions } from './GoalRow';
import css from './Goals.module.css';

export function GoalMenu({ goal, name, actions }: { goal: Goal; name: string; actions: RowActions }) {
  const { t } = useTranslation();
  const size = { size: 18, strokeWidth: 1.7, 'aria-hidden': true } as const;
  return (
    <MenuTrigger>
      <IconButton label={t('goals.actions', { name })}>
        <MoreHorizontal size={20} strokeWidth={1.8} />
      </IconButton>
      <Popover className={css.popover ?? ''} placement="bottom end">
        <Menu className={css.menu ?? ''}>
          <MenuItem className={css.item ?? ''} onAction={actions.onEdit}>
            <Pencil {...size} /> {t('common.edit')}
          </MenuItem>
          <MenuItem className={css.item ?? ''} onAction={() => actions.onState(goal.state === 'active' ? 'paused' : 'active')}>
            {goal.state === 'active' ? <Pause {...size} /> : <Play {...size} />} {t(goal.state === 'active' ? 'goals.pause' : 'goals.resume')}
          </MenuItem>
          {goal.state !== 'archived' && (
            <MenuItem className={css.item ?? ''} onAction={() => actions.onState('archived')}>
              <Archive {...size} /> {t('goals.archive')}
            </MenuItem>
          )}
          <MenuItem className={`${css.item} ${css.danger}`} onAction={actions.onDelete}>
            <Trash2 {...size} /> {t('common.remove')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
