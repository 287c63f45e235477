using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Bounds on gradients.</summary>
internal static class Gradients
{
    /// <summary>Scales all gradients down alike where their common norm is larger than a bound (Pascanu et al., 2013).</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="maxNorm">The bound, above 0.</param>
    /// <returns>The norm before.</returns>
    public static double Clip(IEnumerable<Parameter> weights, double maxNorm)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var gradients = weights.Select(w => w.grad).OfType<Tensor>().ToList();
        if (gradients.Count == 0)
        {
            return 0;
        }

        var norm = stack([.. gradients.Select(g => g.norm())]).norm().item<float>();
        if (norm > maxNorm)
        {
            gradients.ForEach(g => g.mul_(maxNorm / norm));
        }

        return norm;
    }
}
