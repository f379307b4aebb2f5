import { ActionIcon, Indicator, Popover, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { navigationQuery, overviewQuery } from '../overview/queries'
import { plural } from '../parts/words'
import { IconBell } from './icons'
import { ServerLink } from './ServerLink'
import { useScope } from './pageState'
import classes from './Notices.module.css'

/** The bell: what needs a person, from any page. */
export function Notices() {
  const scope = useScope()
  const [opened, setOpened] = useState(false)
  const { data: counts } = useQuery(navigationQuery(scope))
  const { data } = useQuery({ ...overviewQuery(scope), enabled: opened })
  const waiting = counts?.needs_you ?? 0
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={360} trapFocus returnFocus>
      <Indicator disabled={waiting === 0} color="red" size={8} offset={7}>
        <Popover.Target>
          <ActionIcon
            size={36}
            aria-label={
              waiting === 0
                ? 'Notifications: nothing needs you'
                : `Notifications: ${plural(waiting, 'thing')} ${waiting === 1 ? 'needs' : 'need'} you`
            }
            aria-expanded={opened}
            onClick={() => {
              setOpened((open) => !open)
            }}
          >
            <IconBell size={18} stroke={1.7} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <h2 className={classes.title} tabIndex={-1} data-autofocus>
          Needs you
        </h2>
        {data?.needs_you.length ? (
          <ul className={classes.list}>
            {data.needs_you.map((item) => (
              <li key={item.link + item.title}>
                <ServerLink
                  to={item.link}
                  className={classes.item}
                  onFollow={() => {
                    setOpened(false)
                  }}
                >
                  <b>{item.title}</b>
                  <span>{item.detail}</span>
                </ServerLink>
              </li>
            ))}
          </ul>
        ) : (
          <Text c="dimmed" p="16px 14px" fz={13}>
            {data ? 'Nothing. What fails, expires or waits for a decision is shown here.' : 'Loading…'}
          </Text>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
