import { mount } from 'svelte';
import App from './App.svelte';
import './view.css';

mount(App, { target: document.getElementById('app')! });
