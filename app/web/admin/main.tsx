import { createRoot } from 'react-dom/client'
import { Root } from './app/Root'
import './app/base.css'

const place = document.getElementById('root')
if (!place) throw new Error('the page has no #root')
createRoot(place).render(<Root />)
