/** When it was: now, unless another time is asked for; then date, time and zone. */
import { Clock3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { wallClock } from '@serenity/shared';
import { useClock } from '../../../lib/useClock';
import { useFormat } from '../../../lib/account';
import { ZoneField } from '../../../parts/profile/fields';
import { Button } from '../../../ui/Button';
import { DateField, TimeField } from '../../../ui/DateTime';
import type { FieldsProps } from '../useLogForm';
import css from './Fields.module.css';

const tookTime = new Set(['activity', 'meditation']);

function Now({ draft, patch }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useClock();
  const open = () => {
    const { day, minutes } = wallClock(now, draft.zone);
    patch({ isNow: false, day, at: minutes });
  };
  return (
    <div className={css.now}>
      <span>
        <Clock3 size={17} strokeWidth={1.7} aria-hidden />
        {t(tookTime.has(draft.kind) ? 'log.when.ended' : 'log.when.now')}, {format.time(now)}
      </span>
      <Button variant="plain" size="s" onPress={open}>
        {t('log.when.change')}
      </Button>
    </div>
  );
}

export function When({ draft, patch, isNew }: FieldsProps & { isNew: boolean }) {
  const { t } = useTranslation();
  const now = useClock();
  if (draft.isNow) return <Now draft={draft} patch={patch} />;
  const name = tookTime.has(draft.kind) ? 'started_at' : 'at';
  return (
    <div className={css.when}>
      <div className={css.pair}>
        <DateField name={name} label={t('log.when.day')} value={draft.day} max={wallClock(now, draft.zone).day} onChange={(day) => patch({ day })} />
        <TimeField label={t(name === 'at' ? 'log.when.time' : 'log.when.start')} value={draft.at} onChange={(at) => patch({ at })} />
      </div>
      <ZoneField value={draft.zone} onChange={(zone) => patch({ zone })} />
      {isNew && (
        <div>
          <Button variant="plain" size="s" onPress={() => patch({ isNow: true })}>
            {t('log.when.back')}
          </Button>
        </div>
      )}
    </div>
  );
}
