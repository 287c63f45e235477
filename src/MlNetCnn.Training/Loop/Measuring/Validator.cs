using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Measures a network on pictures that it is not trained on, in float32.</summary>
/// <param name="module">The network.</param>
/// <param name="source">The pictures, never changed.</param>
/// <param name="classNames">The classes.</param>
internal sealed class Validator(GraphModule module, ITrainingSource source, IReadOnlyList<string> classNames)
{
    private readonly int[] _order = [.. Enumerable.Range(0, source.Labels.Count)];

    /// <summary>Whether there is nothing to measure on.</summary>
    public bool IsEmpty => _order.Length == 0;

    /// <summary>How many pictures there are to measure on.</summary>
    public int ImageCount => _order.Length;

    /// <summary>Runs all pictures through the network.</summary>
    /// <param name="progress">Told of what has to be done first, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The measures, or null where there are no pictures.</returns>
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

        // Weights that grew out of bounds make no numbers of pictures; such an epoch is never the best one.
        return scores.SelectMany(s => s).All(float.IsFinite) ? ClassificationReport.Create(classNames, source.Labels, scores) : null;
    }
}
