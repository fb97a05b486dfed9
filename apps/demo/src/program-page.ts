import { mount } from 'svelte';
import './app.css';
import ProgramPage from './ProgramPage.svelte';

mount(ProgramPage, { target: document.getElementById('program')! });
