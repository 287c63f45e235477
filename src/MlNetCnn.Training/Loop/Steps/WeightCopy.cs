using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>A copy of everything that training changes, to be restored later.</summary>
internal sealed class WeightCopy : IDisposable
{
    private readonly IReadOnlyList<KeyValuePair<string, Tensor>> _live;
    private readonly IReadOnlyList<KeyValuePair<string, Tensor>> _copies;

    /// <summary>Copies the current state.</summary>
    /// <param name="state">The live tensors by name.</param>
    public WeightCopy(IEnumerable<KeyValuePair<string, Tensor>> state)
    {
        using var still = no_grad();
        _live = [.. state];
        _copies = [.. _live.Select(s => KeyValuePair.Create(s.Key, s.Value.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The copies by name.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Copies => _copies;

    /// <summary>Copies the current state again.</summary>
    public void Capture() => Copy(_live, _copies);

    /// <summary>Restores the copied state.</summary>
    public void Restore() => Copy(_copies, _live);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, copy) in _copies)
        {
            copy.Dispose();
        }
    }

    private static void Copy(IReadOnlyList<KeyValuePair<string, Tensor>> from, IReadOnlyList<KeyValuePair<string, Tensor>> to)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        foreach (var (source, target) in from.Zip(to))
        {
            target.Value.copy_(source.Value);
        }
    }
}
