using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// An exponential moving average of weights (Polyak and Juditsky, 1992). It starts at the current weights and forgets them quickly: the decay of
/// update t is at most (1 + t) / (10 + t).
/// </summary>
internal sealed class ModelEma : IDisposable
{
    private readonly List<(string Name, Tensor Live, Tensor Average)> _tensors = [];
    private readonly double _decay;
    private bool _swapped;

    /// <summary>Creates an average that starts at the current weights.</summary>
    /// <param name="state">The weights and statistics of a network: the tensors that it computes with. Integer tensors are only copied.</param>
    /// <param name="decay">The decay, at least 0 and below 1.</param>
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

    /// <summary>The number of updates.</summary>
    public long Updates { get; set; }

    /// <summary>The average, by the names of the network: the tensors in which it is stored.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State => _tensors.Select(tensor => KeyValuePair.Create(tensor.Name, tensor.Average));

    /// <summary>Moves the average toward the weights.</summary>
    /// <exception cref="InvalidOperationException">The network currently uses the average.</exception>
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

    /// <summary>Puts the average into the network, and restores the network's own values when the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">The network already uses the average.</exception>
    public IDisposable Swap()
    {
        ThrowIfSwapped();
        Exchange();
        return new SwapBack(this);
    }

    /// <summary>Restores an average; the caller sets <see cref="Updates"/>.</summary>
    /// <param name="state">Tensors by the names of <see cref="State"/>; others are ignored.</param>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: one is missing or has another shape.</exception>
    /// <exception cref="InvalidOperationException">The network currently uses the average.</exception>
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

    /// <summary>Exchanges the values, not the memory, because other objects hold the same tensors.</summary>
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
            throw new InvalidOperationException("The network currently uses the average. Dispose the swap first.");
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
