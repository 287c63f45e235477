using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// An exponential moving average of the weights (Polyak and Juditsky, 1992). It follows faster at first, so that the start is soon
/// forgotten: the decay of update t is at most (1 + t) / (10 + t).
/// </summary>
/// <param name="state">The live tensors by name.</param>
/// <param name="decay">The part of the average that each update keeps, above 0 and below 1.</param>
internal sealed class WeightAverage(IReadOnlyList<KeyValuePair<string, Tensor>> state, double decay) : IDisposable
{
    private readonly WeightCopy _average = new(state);

    /// <summary>How often it was updated.</summary>
    public long Updates { get; set; }

    /// <summary>The average, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> State => _average.Copies;

    /// <summary>Takes the present weights in.</summary>
    public void Update()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        Updates++;
        var kept = Math.Min(decay, (1.0 + Updates) / (10 + Updates));
        foreach (var (live, copy) in state.Zip(_average.Copies))
        {
            copy.Value.mul_(kept).add_(live.Value, alpha: 1 - kept);
        }
    }

    /// <summary>Lets the network have the average instead of its weights, until the result is disposed.</summary>
    public IDisposable Swap() => new Exchange(state, _average);

    /// <summary>Takes over the average of an earlier run.</summary>
    /// <param name="tensors">Tensors by name; copied.</param>
    public void LoadState(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var still = no_grad();
        foreach (var (name, copy) in _average.Copies)
        {
            copy.copy_(tensors[name]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _average.Dispose();

    private sealed class Exchange : IDisposable
    {
        private readonly WeightCopy _own;

        public Exchange(IReadOnlyList<KeyValuePair<string, Tensor>> state, WeightCopy average)
        {
            _own = new WeightCopy(state);
            average.PutBack();
        }

        public void Dispose()
        {
            _own.PutBack();
            _own.Dispose();
        }
    }
}
