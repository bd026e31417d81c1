'use client'

import {
  forwardRef,
  useId,
  useImperativeHandle,
  useRef,
  type ForwardedRef,
  type MouseEvent,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { Avatar } from '../people/avatar.tsx'
import type { Person } from '../people/person.ts'
import { ChoiceList } from '../popup/choice-list.tsx'
import { noChoices } from '../search/choices.ts'
import { FieldNote } from './field-note.tsx'
import { noticeText, PickerNotice } from './picker-notice.tsx'
import type { TeamMemberPickerProps } from './picker-props.ts'
import { PopupPlace } from '../popup/popup-place.ts'
import { SelectedPeople } from '../selection/selected-people.tsx'
import { SkeletonRows } from '../popup/skeleton-rows.tsx'
import { StatusRegion } from './status-region.tsx'
import { useFormField } from '../selection/use-form-field.ts'
import { useTeamPicker } from './use-team-picker.ts'

const manyChips = 5

function Picker(props: TeamMemberPickerProps, ref: ForwardedRef<HTMLInputElement | null>) {
  const { multiple = false, allowUnassigned = false, me, name, required = false, readOnly = false } = props
  const { description, error, size = 'medium', className } = props
  const picker = useTeamPicker(props)
  const { strings, status, ready, asleep, fixed, open, selected, choices, combobox, query } = picker
  const field = useRef<HTMLDivElement>(null)
  const popup = useRef<HTMLDivElement>(null)
  const textId = useId()

  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(ref, () => picker.input.current, [picker.input])
  useFormField(picker.input, required && selected.length === 0 ? strings.required : '', picker.selection.reset)

  const single = multiple ? undefined : selected[0]
  const counted = selected.length > manyChips
  const notice = noticeText(status, strings)
  const described = Object.entries({ count: counted, notice, error, description }).flatMap(([text, given]) =>
    given ? [`${textId}-${text}`] : [],
  )
  const placeholder =
    status === 'loading' ? strings.loading : multiple && selected.length > 0 ? '' : strings.placeholder
  const message = listMessage()

  function listMessage(): string {
    if (status === 'loading') return strings.loading
    if (choices.list.length > 0) return ''
    return picker.people.length === 0 ? strings.empty : strings.noMatch(query.trim())
  }
  function onFieldMouseDown(event: MouseEvent): void {
    if (asleep || (event.target instanceof Element && event.target.closest('input, button'))) return
    event.preventDefault()
    picker.input.current?.focus()
    combobox.openMenu()
  }

  const keys = { ref: picker.input, onKeyDown: picker.onKeyDown }
  const hasChipKeys = multiple && !fixed
  const chipKeys = picker.chips.getDropdownProps(keys, { suppressRefError: !hasChipKeys })
  const inputProps = combobox.getInputProps({
    ...(hasChipKeys ? chipKeys : keys),
    disabled: asleep,
    'aria-expanded': open,
    placeholder: single?.name ?? placeholder,
    onFocus: picker.onFocus,
    onBlur: picker.onBlur,
    onChange: (event: { currentTarget: HTMLInputElement }) => picker.type(event.currentTarget.value),
  })

  return (
    <div
      className={className === undefined ? 'roster-picker' : `roster-picker ${className}`}
      style={props.style}
      data-size={size}
      data-status={status}
      data-multiple={multiple || undefined}
      data-open={open || undefined}
    >
      <label {...combobox.getLabelProps()} className="roster-picker__label" data-hidden={props.hideLabel || undefined}>
        {props.label}
      </label>
      <div
        ref={field}
        role="presentation"
        className="roster-picker__field"
        data-disabled={asleep || undefined}
        data-read-only={readOnly || undefined}
        data-invalid={Boolean(error) || undefined}
        onMouseDown={onFieldMouseDown}
      >
        {single?.name !== undefined && <Avatar id={single.id} name={single.name} pictureUrl={single.pictureUrl} />}
        <div className="roster-picker__content">
          {multiple && selected.length > 0 && (
            <SelectedPeople
              people={selected}
              disabled={asleep}
              readOnly={readOnly}
              strings={strings}
              getSelectedItemProps={picker.chips.getSelectedItemProps}
              onRemove={picker.remove}
            />
          )}
          <input
            {...inputProps}
            aria-activedescendant={choices.list.length > 0 ? inputProps['aria-activedescendant'] : undefined}
            value={open ? query : (single?.name ?? query)}
            className="roster-picker__input"
            type="text"
            // A name in the other writing direction is truncated at its end too.
            dir={!open && single?.name !== undefined ? 'auto' : undefined}
            spellCheck={false}
            readOnly={readOnly}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the page requests it deliberately
            autoFocus={props.autoFocus}
            aria-busy={status === 'loading' || undefined}
            aria-required={required || undefined}
            aria-invalid={Boolean(error) || undefined}
            aria-describedby={described.join(' ') || undefined}
            aria-keyshortcuts={me === undefined || fixed ? undefined : 'Alt+M'}
          />
        </div>
        {single?.gone !== undefined && <span className="roster-picker__badge">{single.gone}</span>}
        {allowUnassigned && single !== undefined && !fixed && (
          <button type="button" className="roster-picker__clear" aria-label={strings.clear} onClick={picker.clear} />
        )}
        <button
          type="button"
          {...combobox.getToggleButtonProps({ disabled: fixed, 'aria-label': strings.open })}
          className="roster-picker__toggle"
          onMouseDown={(event) => {
            event.preventDefault()
            picker.input.current?.focus()
          }}
        />
      </div>
      <div
        ref={popup}
        popover="manual"
        role="presentation"
        className="roster-picker__popup"
        hidden={!open}
        onMouseDown={(event) => event.preventDefault()}
        onMouseMove={picker.point}
      >
        <PopupPlace open={open} field={field} popup={popup} onLeave={combobox.closeMenu} />
        <ChoiceList
          choices={open ? choices : noChoices}
          query={query}
          highlighted={combobox.highlightedIndex}
          selected={picker.selection.ids}
          me={me}
          multiple={multiple}
          label={props.label}
          strings={strings}
          ranker={picker.ranker}
          renderPerson={props.renderPerson}
          reasonAgainst={picker.reasonAgainst}
          getMenuProps={combobox.getMenuProps}
          getItemProps={combobox.getItemProps}
          pointing={picker.pointing}
        />
        {open && status === 'loading' && <SkeletonRows />}
        {open && ready && message !== '' && <div className="roster-picker__message">{message}</div>}
      </div>
      <PickerNotice id={`${textId}-notice`} status={status} strings={strings} onRetry={props.onRetry} />
      <FieldNote id={`${textId}-count`}>{counted && strings.selectedCount(selected.length)}</FieldNote>
      <FieldNote id={`${textId}-error`} isProblem>
        {error}
      </FieldNote>
      <FieldNote id={`${textId}-description`}>{description}</FieldNote>
      <StatusRegion
        message={
          picker.said || (open ? message || strings.count(choices.list.filter(({ id }) => id !== null).length) : '')
        }
      />
      {name !== undefined && !asleep && <FormValues name={name} ids={picker.selection.ids} multiple={multiple} />}
    </div>
  )
}

/**
 * A field with which a person picks one or several people of their organization, by typing or from the whole list. Its
 * `ref` is the input.
 */
export const TeamMemberPicker: <P extends Person>(
  props: TeamMemberPickerProps<P> & RefAttributes<HTMLInputElement>,
) => ReactNode = forwardRef(Picker)

type FormValuesProps = { readonly name: string; readonly ids: readonly string[]; readonly multiple: boolean }

function FormValues({ name, ids, multiple }: FormValuesProps) {
  const values = multiple ? ids : [ids[0] ?? '']
  return values.map((id) => <input key={id} type="hidden" name={name} value={id} />)
}
