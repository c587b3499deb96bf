// A chart as wide as its column, drawn when its data or the column change; the last one stands until then.
import {useEffect, useRef, useState} from 'preact/hooks';
import type {ChartSpec} from '../../../shared/report/charts/chart-theme.ts';
import {renderChart} from '../../../shared/report/charts/render-chart.ts';

interface ChartProps {
  id: string;
  /** Read out in place of the picture. */
  description: string;
  /** The chart for a column of so many pixels. */
  specFor: (width: number) => ChartSpec;
  caption: string;
}

export function Chart({id, description, specFor, caption}: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  useEffect(() => {
    let isCurrent = true;
    if (width > 0)
      renderChart(id, description, specFor(width)).then(({markup}) => {
        if (isCurrent) place.current?.replaceChildren(...parseSvg(markup));
      });
    return () => {
      isCurrent = false;
    };
  }, [id, description, specFor, width]);
  return (
    <figure>
      <div ref={place} class="picture" />
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

/** The picture as nodes: never as HTML of the page. */
function parseSvg(markup: string): Node[] {
  const parsed = new DOMParser().parseFromString(markup, 'image/svg+xml');
  return [document.importNode(parsed.documentElement, true)];
}

/** Width of an element in pixels, in steps, so that a moving window does not draw at each pixel. */
function useWidth(place: {current: HTMLElement | null}): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(8 * Math.floor(element.clientWidth / 8)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
