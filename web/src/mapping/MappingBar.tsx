import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { IconChevronDown } from '../app/icons'
import { UnsavedBar } from '../parts/UnsavedBar'
import { listed } from '../parts/words'
import { unsavedWords } from './unsaved'

interface MappingBarProps {
  suggestions: number
  edits: number
  variables: string[]
  saving: boolean
  onDiscard: () => void
  onAcceptAbove: (above: number) => void
  onSave: () => void
}

const thresholds = [90, 95, 98, 99]

/** What is not saved yet, on all pages together, and the ways on. */
export function MappingBar(props: MappingBarProps) {
  const { suggestions, edits, variables, saving } = props
  const [above, setAbove] = useState(95)
  return (
    <UnsavedBar
      what={unsavedWords(suggestions, edits)}
      note={
        <>
          not saved yet. Each sets {variables.length > 0 ? <code>{listed(variables)}</code> : 'its variable'}{' '}
          on its organization.
        </>
      }
    >
      <Button variant="subtle" color="gray" onClick={props.onDiscard}>
        Discard
      </Button>
      {suggestions > 0 ? (
        <Button.Group>
          <Button
            variant="default"
            onClick={() => {
              props.onAcceptAbove(above)
            }}
          >
            Accept all above {above}
          </Button>
          <Menu>
            <Menu.Target>
              <Button variant="default" px={8} aria-label="Choose the confidence">
                <IconChevronDown size={14} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {thresholds.map((each) => (
                <Menu.Item
                  key={each}
                  onClick={() => {
                    setAbove(each)
                    props.onAcceptAbove(each)
                  }}
                >
                  Accept all above {each}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      ) : null}
      <Button loading={saving} onClick={props.onSave}>
        Save mappings
      </Button>
    </UnsavedBar>
  )
}
