import { Menu, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../api/client'
import { failed } from '../parts/toast'
import { initials } from '../parts/words'
import { IconDensity, IconMoon, IconSignOut, IconSun, IconUser } from './icons'
import classes from './Navigation.module.css'
import { useDensity } from './preferences'
import { useSession } from './session'

const roleNames = { administrator: 'Administrator', editor: 'Editor', viewer: 'Viewer' }

/** The person at the foot of the left column: their account, how the page looks, sign out. */
export function PersonMenu() {
  const { user, role } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useDensity()
  const client = useQueryClient()
  const navigate = useNavigate()

  const signOut = async () => {
    try {
      await api.delete('/session')
      client.clear()
      await navigate({ to: '/sign-in' })
    } catch (error) {
      failed(error)
    }
  }

  return (
    <Menu position="top-start" width={218}>
      <Menu.Target>
        <button type="button" className={classes.person}>
          <span className={classes.face} aria-hidden>
            {initials(user.name)}
          </span>
          <span className={classes.who}>
            <b className="cut">{user.name}</b>
            <span>{roleNames[role]}</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUser size={15} />}
          onClick={() => void navigate({ to: '/settings/account' })}
        >
          Your account
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            leftSection={scheme === 'dark' ? <IconMoon size={15} /> : <IconSun size={15} />}
            rightSection={colorScheme === scheme ? '✓' : null}
            onClick={() => {
              setColorScheme(scheme)
            }}
          >
            {{ auto: 'As the system', light: 'Light', dark: 'Dark' }[scheme]}
          </Menu.Item>
        ))}
        <Menu.Label>Rows</Menu.Label>
        {(['comfortable', 'compact'] as const).map((each) => (
          <Menu.Item
            key={each}
            role="menuitemradio"
            aria-checked={density === each}
            leftSection={<IconDensity size={15} />}
            rightSection={density === each ? '✓' : null}
            onClick={() => {
              setDensity(each)
            }}
          >
            {each === 'compact' ? 'Compact' : 'Comfortable'}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconSignOut size={15} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
