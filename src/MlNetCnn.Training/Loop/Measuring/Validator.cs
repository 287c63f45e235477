using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Measures a network in float32 on images that it is not trained on.</summary>
/// <param name="module">The network.</param>
/// <param name="source">The images, without augmentation.</param>
/// <param name="classNames">The classes.</param>
internal sealed class Validator(GraphModule module, ITrainingSource source, IReadOnlyList<string> classNames)
{
    private readonly int[] _order = [.. Enumerable.Range(0, source.Labels.Count)];

    /// <summary>Whether there are no validation images.</summary>
    public bool IsEmpty => _order.Length == 0;

    /// <summary>The number of validation images.</summary>
    public int ImageCount => _order.Length;

    /// <summary>Runs all images through the network.</summary>
    /// <param name="progress">Receives the progress of the preparation, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The metrics, or null if there are no images.</returns>
    public ClassificationReport? Measure(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (IsEmpty)
        {
            return null;
        }

        source.Prepare(1, progress, cancellationToken);
        module.Evaluate();
        using var still = no_grad();
        var scores = new List<float[]>(_order.Length);
        foreach (var read in source.Read(_order, 1, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var batch = read();
            var score = module.Run(ForwardInputs.In(batch.Inputs, null), [GraphEditor.Score])[GraphEditor.Score];
            scores.AddRange(TorchTensors.ToFloats(score).Chunk(classNames.Count));
        }

        // Diverged weights return scores that are not finite; such an epoch is never the best one.
        return scores.SelectMany(s => s).All(float.IsFinite) ? ClassificationReport.Create(classNames, source.Labels, scores) : null;
    }
}
