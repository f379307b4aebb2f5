import { ActionIcon, FileButton, List, Menu, Modal, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { apiUrl } from '../api/client'
import type { Connection, MappingImport, MappingSummary } from '../api/contract'
import { IconDots, IconDownload, IconUndo, IconUpload } from '../app/icons'
import { useScope } from '../app/pageState'
import { done, failed } from '../parts/toast'
import { Time } from '../parts/Time'
import { plural } from '../parts/words'
import { importMappings } from './queries'
import type { Edit, UnsavedAction } from './unsaved'

interface MappingMenuProps {
  connection: Connection
  summary: MappingSummary | undefined
  dispatch: (action: UnsavedAction) => void
  onUndo: (save: string) => void
}

function editsOf(connection: Connection, imported: MappingImport): Edit[] {
  return imported.edits.map((edit) => ({
    connection: connection.id,
    organization: { id: edit.organization_id, name: edit.organization_name ?? '' },
    variable: edit.variable ?? connection.mapping.variables[0]?.name ?? '',
    option: edit.option_id === null ? null : { id: edit.option_id, name: edit.option_name ?? edit.option_id },
    value: edit.value,
    version: edit.version,
    ...(edit.allow_shared ? { shared: true } : {}),
  }))
}

/** The rarer acts: CSV out and in, and taking the last save back. */
export function MappingMenu({ connection, summary, dispatch, onUndo }: MappingMenuProps) {
  const scope = useScope()
  const [problems, setProblems] = useState<MappingImport['problems']>([])
  const reset = useRef<() => void>(null)
  const choose = useRef<HTMLButtonElement>(null)

  const take = async (file: File | null) => {
    reset.current?.()
    if (!file) return
    try {
      const imported = await importMappings(connection.id, file)
      dispatch({ kind: 'load', edits: editsOf(connection, imported) })
      setProblems(imported.problems)
      done(`${plural(imported.edits.length, 'edit')} read from ${file.name}; save to keep them`)
    } catch (error) {
      failed(error)
    }
  }

  return (
    <>
      <Menu width={250}>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label="More for mappings">
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={apiUrl(`/connections/${connection.id}/mapping.csv`, { organization: scope })}
            download
            leftSection={<IconDownload size={15} />}
          >
            Export CSV
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={15} />} onClick={() => choose.current?.click()}>
            Import CSV
          </Menu.Item>
          {summary?.last_save ? (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconUndo size={15} />}
                onClick={() => {
                  if (summary.last_save) onUndo(summary.last_save.id)
                }}
              >
                Undo last save
                <Text fz={12} c="dimmed">
                  {plural(summary.last_save.count, 'mapping')} by {summary.last_save.by},{' '}
                  <Time at={summary.last_save.at} />
                </Text>
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <FileButton
        onChange={(file) => void take(file)}
        accept=".csv,text/csv"
        resetRef={reset}
        inputProps={{ 'aria-label': 'CSV file of mappings' }}
      >
        {(props) => <button {...props} ref={choose} type="button" hidden />}
      </FileButton>
      <Modal
        opened={problems.length > 0}
        onClose={() => {
          setProblems([])
        }}
        title={`${plural(problems.length, 'line')} could not be used`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="sm">
          <Text>The other lines are in the table as unsaved edits.</Text>
          <List fz={13.5} withPadding style={{ maxHeight: 320, overflowY: 'auto' }}>
            {problems.slice(0, 200).map((problem) => (
              <List.Item key={`${String(problem.line)}${problem.message}`}>
                Line {problem.line}: {problem.message}
              </List.Item>
            ))}
          </List>
        </Stack>
      </Modal>
    </>
  )
}
