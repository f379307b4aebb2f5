import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client'
import type { Switcher } from '../api/contract'
import { useSession } from '../app/session'

interface OrganizationPickerProps {
  label?: string
  ariaLabel?: string
  description?: string
  placeholder?: string
  value: { id: string; name: string } | null
  onChange: (organization: { id: string; name: string } | null) => void
  clearable?: boolean
  error?: string | null
  size?: string
  id?: string
  disabled?: boolean
}

/** Chooses one organization by typing a part of its name; works with any number of them. */
export function OrganizationPicker(props: OrganizationPickerProps) {
  const { home } = useSession()
  const [text, setText] = useState('')
  const [opened, setOpened] = useState(false)
  const [search] = useDebouncedValue(text === props.value?.name ? '' : text.trim(), 150)
  const { data } = useQuery({
    queryKey: ['switcher', search, home.id, 'pick'],
    queryFn: () => api.get<Switcher>('/organizations/switcher', search ? { search } : { parent: home.id }),
    enabled: opened,
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).map((item) => ({
    id: item.id,
    name: item.name,
    above: item.path
      .slice(0, -1)
      .map((each) => each.name)
      .join(' / '),
  }))
  const all = search
    ? found
    : [{ id: home.id, name: home.name, above: '' }, ...found.filter((each) => each.id !== home.id)]
  const { value } = props
  const known = value && !all.some((each) => each.id === value.id) ? [{ ...value, above: '' }, ...all] : all
  return (
    <Select
      id={props.id}
      label={props.label}
      aria-label={props.ariaLabel}
      description={props.description}
      placeholder={props.placeholder ?? 'Choose an organization'}
      error={props.error}
      size={props.size ?? 'sm'}
      disabled={props.disabled ?? false}
      searchable
      clearable={props.clearable ?? false}
      clearButtonProps={{ 'aria-label': 'Clear organization' }}
      nothingFoundMessage={`No organization has “${search}” in its name`}
      filter={({ options }) => options}
      onDropdownOpen={() => {
        setOpened(true)
      }}
      onSearchChange={setText}
      data={known.map((each) => ({ value: each.id, label: each.name }))}
      renderOption={({ option }) => {
        const item = known.find((each) => each.id === option.value)
        return (
          <span style={{ minWidth: 0 }}>
            {option.label}
            {item?.above ? (
              <span className="dim" style={{ fontSize: 12, display: 'block' }}>
                {item.above}
              </span>
            ) : null}
          </span>
        )
      }}
      value={value?.id ?? null}
      onChange={(id, option) => {
        props.onChange(id ? { id, name: option.label } : null)
      }}
    />
  )
}
