import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import mapping from '../mapping/MappingTab.module.css'
import { done, failed } from '../parts/toast'
import { WordsInput } from '../parts/WordsInput'
import { plural } from '../parts/words'
import { changeMany, tagsQuery } from './queries'

interface BulkBarProps {
  organizations: Organization[]
  onDelete: () => void
  onNone: () => void
}

/** What can be done to all selected organizations at once. */
export function BulkBar({ organizations, onDelete, onNone }: BulkBarProps) {
  const client = useQueryClient()
  const { data: tags } = useQuery(tagsQuery)
  const [tagging, setTagging] = useState<'add_tags' | 'remove_tags' | null>(null)
  const [words, setWords] = useState<string[]>([])
  const ids = organizations.filter((each) => !each.is_root).map((each) => each.id)

  const change = (what: Omit<Parameters<typeof changeMany>[0], 'ids'>, verb: string, all = ids) => {
    changeMany({ ids: all, ...what })
      .then(({ changed }) => {
        forgetTopic(client, 'organizations')
        done(`${plural(changed, 'organization')} ${verb}`)
        setTagging(null)
        setWords([])
      })
      .catch(failed)
  }
  const everyone = organizations.map((each) => each.id)

  return (
    <div className={mapping.selected} role="status">
      <b className="figures">{organizations.length} selected</b>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          change({ enabled: true }, 'enabled')
        }}
      >
        Enable
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          change({ enabled: false }, 'disabled')
        }}
      >
        Disable
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          setTagging('add_tags')
        }}
      >
        Add tags
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          setTagging('remove_tags')
        }}
      >
        Remove tags
      </Button>
      <Button size="compact-sm" variant="default" c="var(--w-bad)" onClick={onDelete}>
        Delete
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={onNone}>
        Select none
      </Button>
      <Modal
        opened={tagging !== null}
        onClose={() => {
          setTagging(null)
        }}
        title={tagging === 'add_tags' ? 'Add tags' : 'Remove tags'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="sm">
          <WordsInput
            label="Tags"
            description="Enter or a comma ends a tag"
            data-autofocus
            splitChars={[',', ';']}
            data={(tags?.items ?? []).map((tag) => tag.name)}
            value={words}
            onChange={setWords}
          />
          <Group justify="flex-end" gap="xs">
            <Button
              variant="subtle"
              color="gray"
              onClick={() => {
                setTagging(null)
              }}
            >
              Cancel
            </Button>
            <Button
              disabled={words.length === 0}
              onClick={() => {
                if (tagging) change({ [tagging]: words }, 'changed', everyone)
              }}
            >
              {tagging === 'add_tags' ? 'Add tags' : 'Remove tags'}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  )
}
