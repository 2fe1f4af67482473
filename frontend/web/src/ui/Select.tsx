/** Chooses one of a few (Select) or finds one among many by typing (ComboBox). */
import { ChevronDown } from 'lucide-react';
import {
  Button,
  ComboBox as AriaComboBox,
  Group,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldLabel, FieldNotes, fieldCss, type FieldLook } from './Field';
import css from './Listbox.module.css';
import { useFixedLayer } from './useFixedLayer';

export type Option<K extends string> = { id: K; label: string; note?: string };
type Props<K extends string> = FieldLook & {
  options: readonly Option<K>[];
  value: K | null;
  onChange: (value: K) => void;
  name?: string;
  isDisabled?: boolean;
};

function Item({ option }: { option: Option<string> }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={css.item ?? ''}>
      <Text slot="label">{option.label}</Text>
      {option.note !== undefined && (
        <Text slot="description" className={css.note}>
          {option.note}
        </Text>
      )}
    </ListBoxItem>
  );
}

export function Select<K extends string>({ options, value, onChange, label, hint, optional, hideLabel, ...props }: Props<K>) {
  const { t } = useTranslation();
  return (
    <AriaSelect {...props} value={value} onChange={(key) => onChange(String(key) as K)} placeholder={t('common.choose')} className={fieldCss.field ?? ''}>
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Button className={`${fieldCss.box} ${css.trigger}`}>
        <SelectValue className={css.value ?? ''} />
        <ChevronDown size={18} strokeWidth={1.8} aria-hidden />
      </Button>
      <FieldNotes hint={hint} />
      <Popover className={css.popover ?? ''}>
        <ListBox items={options} className={css.list ?? ''}>
          {(option) => <Item option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function ComboBox<K extends string>({ options, value, onChange, label, hint, optional, hideLabel, ...props }: Props<K>) {
  const { t } = useTranslation();
  const layer = useFixedLayer();
  return (
    <AriaComboBox
      {...props}
      defaultItems={options}
      value={value}
      onChange={(key) => key !== null && onChange(String(key) as K)}
      menuTrigger="input"
      className={fieldCss.field ?? ''}
    >
      <FieldLabel label={label} optional={optional} hideLabel={hideLabel} />
      <Group className={fieldCss.box ?? ''}>
        <Input className={fieldCss.input ?? ''} />
        <Button className={`${fieldCss.step} ${fieldCss.inside}`}>
          <ChevronDown size={18} strokeWidth={1.8} aria-hidden />
        </Button>
      </Group>
      <FieldNotes hint={hint} />
      <Popover className={css.popover ?? ''} UNSTABLE_portalContainer={layer}>
        <ListBox className={css.list ?? ''} renderEmptyState={() => <p className={css.empty}>{t('common.noMatch')}</p>}>
          {(option: Option<string>) => <Item option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
