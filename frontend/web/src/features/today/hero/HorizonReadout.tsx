/** The hour under the hand, in minutes. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/account';
import type { DayPicture } from './model';
import { layers, minutesText } from './words';
import css from './Hero.module.css';

const HILL = 'M0 12C4 12 5 2 9 2s5 10 9 10z';

function When({ picture, hour, isPresent, now }: { picture: DayPicture; hour: number; isPresent: boolean; now: Date }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = picture.facts[hour];
  if (facts === undefined) return null;
  if (isPresent) {
    return (
      <p className={css.when}>
        {t('today.hero.now')} <b>{format.time(now)}</b>
      </p>
    );
  }
  return (
    <p className={css.when}>
      {facts.isFuture && <span>{t('today.hero.ahead')} </span>}
      <b>{t('today.hero.span', { from: format.time(facts.startsAt), to: format.time(facts.endsAt) })}</b>
    </p>
  );
}

export function HorizonReadout(props: { picture: DayPicture; hour: number; isPresent: boolean; now: Date }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { picture, hour } = props;
  const facts = picture.facts[hour];
  if (facts === undefined) return null;
  return (
    <div className={css.readout}>
      <When {...props} />
      <dl>
        {layers.map((layer, i) => (
          <div key={layer} data-known={picture.known[layer]}>
            <dt>
              <svg width="18" height="12" aria-hidden>
                <path d={HILL} className={css[`swatch${i + 1}`]} />
              </svg>
              {t(`today.layer.${layer}`)}
            </dt>
            <dd className="num">{minutesText(picture, facts, layer, format)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
