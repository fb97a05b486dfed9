import { chartsFrom } from '@hkmem/ui/lib/charts.ts';
import { lineChart } from '@hkmem/ui/lib/line-chart.ts';
import { mount } from 'svelte';
import App from './App.svelte';
import './view.css';

// One script holds all of this page.
chartsFrom(async () => lineChart);
mount(App, { target: document.getElementById('app')! });
