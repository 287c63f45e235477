using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// An exponential moving average of weights (Polyak and Juditsky, 1992). It begins at the weights as they are and forgets them fast: the decay of
/// update t is at most (1 + t) / (10 + t).
/// </summary>
internal sealed class ModelEma : IDisposable
{
    private readonly List<(string Name, Tensor Live, Tensor Average)> _tensors = [];
    private readonly double _decay;
    private bool _swapped;

    /// <summary>Begins with copies.</summary>
    /// <param name="state">The weights and statistics of a network: the tensors that it computes with. Those of whole numbers are copied only.</param>
    /// <param name="decay">The decay, 0 up to, but not reaching, 1.</param>
    public ModelEma(IReadOnlyList<KeyValuePair<string, Tensor>> state, double decay)
    {
        using var still = no_grad();
        using var scope = NewDisposeScope();
        _decay = decay;
        foreach (var (name, live) in state)
        {
            _tensors.Add((name, live, live.detach().clone().DetachFromDisposeScope()));
        }
    }

    /// <summary>How many times the average was updated.</summary>
    public long Updates { get; set; }

    /// <summary>The average, by the names of the network: the tensors that it is kept in.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _tensors.Select(tensor => KeyValuePair.Create(tensor.Name, tensor.Average));

    /// <summary>Moves the average towards the weights.</summary>
    /// <exception cref="InvalidOperationException">The network computes with the average now.</exception>
    public void Update()
    {
        ThrowIfSwapped();
        using var still = no_grad();
        using var scope = NewDisposeScope();
        Updates++;
        var fraction = 1 - Math.Min(_decay, (1.0 + Updates) / (10 + Updates));
        var fractions = new Dictionary<(ScalarType, string), Tensor>();
        foreach (var (_, live, average) in _tensors)
        {
            if (!average.is_floating_point())
            {
                average.copy_(live);
                continue;
            }

            var place = (average.dtype, average.device.ToString());
            if (!fractions.TryGetValue(place, out var weight))
            {
                using var number = fraction.ToScalar();
                weight = full([], number, dtype: average.dtype, device: average.device);
                fractions.Add(place, weight);
            }

            average.lerp_(live, weight);
        }
    }

    /// <summary>Puts the average into the network, and the network's own values back when the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">It is there already.</exception>
    public IDisposable Swap()
    {
        ThrowIfSwapped();
        Exchange();
        return new SwapBack(this);
    }

    /// <summary>Takes over an average; <see cref="Updates"/> is the caller's to set.</summary>
    /// <param name="state">Tensors by the names of <see cref="State"/>; others are passed over.</param>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: one is missing or has another shape.</exception>
    /// <exception cref="InvalidOperationException">The network computes with the average now.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ThrowIfSwapped();
        TensorState.Load(State, state);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors)
        {
            tensor.Average.Dispose();
        }
    }

    /// <summary>Values move, not memory: others hold the same tensors.</summary>
    private void Exchange()
    {
        using var still = no_grad();
        foreach (var (_, live, average) in _tensors)
        {
            using var kept = live.clone();
            live.copy_(average);
            average.copy_(kept);
        }

        _swapped = !_swapped;
    }

    private void ThrowIfSwapped()
    {
        if (_swapped)
        {
            throw new InvalidOperationException("The average is in the network: dispose the swap first.");
        }
    }

    private sealed class SwapBack(ModelEma average) : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                average.Exchange();
            }
        }
    }
}
