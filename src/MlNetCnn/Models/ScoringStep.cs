using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetCnn.Models;

/// <summary>A trained graph as stock ML.NET transformers, cut where all pictures of a view may be scored at once.</summary>
/// <param name="Graph">The graph that <paramref name="Network"/> runs, less its reduction of pixels; its output is <see cref="MlNetHead.InputPort"/>.</param>
/// <param name="Network">From the path to <see cref="MlNetHead.InputPort"/>, the only column that it adds.</param>
/// <param name="Head">From there to the score and the label.</param>
[SharedInternal]
internal sealed record ScoringStep(OnnxGraph Graph, TransformerChain<ITransformer> Network, TransformerChain<ITransformer> Head)
{
    /// <summary>Both, as they are saved.</summary>
    public TransformerChain<ITransformer> Whole { get; } = new([.. Network, .. Head]);
}
