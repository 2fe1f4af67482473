/** Where notices appear: a landmark one can jump to, read out politely. */
import { CircleAlert, CircleCheck, Sparkles, X } from 'lucide-react';
import { Button as AriaButton, Text, UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as ToastContent, UNSTABLE_ToastRegion as AriaToastRegion } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { toastQueue, type Tone } from './toasts';
import css from './Toast.module.css';

const icons = { calm: Sparkles, success: CircleCheck, problem: CircleAlert } satisfies Record<Tone, unknown>;

export function ToastRegion() {
  const { t } = useTranslation();
  return (
    <AriaToastRegion queue={toastQueue} aria-label={t('common.notifications')} className={css.region ?? ''}>
      {({ toast }) => {
        const { title, body, tone, action } = toast.content;
        const Icon = icons[tone];
        return (
          <AriaToast toast={toast} className={`${css.toast} ${css[tone]}`}>
            <Icon size={20} strokeWidth={1.8} aria-hidden />
            <ToastContent className={css.content ?? ''}>
              <Text slot="title">{title}</Text>
              {body !== undefined && (
                <Text slot="description" className={css.body}>
                  {body}
                </Text>
              )}
            </ToastContent>
            {action !== undefined && (
              <AriaButton
                className={css.action ?? ''}
                onPress={() => {
                  toastQueue.close(toast.key);
                  action.run();
                }}
              >
                {action.label}
              </AriaButton>
            )}
            <AriaButton slot="close" className={css.close ?? ''} aria-label={t('common.close')}>
              <X size={16} strokeWidth={1.8} />
            </AriaButton>
          </AriaToast>
        );
      }}
    </AriaToastRegion>
  );
}
