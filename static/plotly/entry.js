// What a browser is given of plotly.js: the kinds of charts that pages/kit/charts draws and no others.
// README.md beside this file says how the bundle is made; another kind of chart is another line here.
import Plotly from "plotly.js/lib/core.js"; // with scatter
import bar from "plotly.js/lib/bar.js";
import heatmap from "plotly.js/lib/heatmap.js";
import sankey from "plotly.js/lib/sankey.js";

Plotly.register([bar, heatmap, sankey]);
export default Plotly;
