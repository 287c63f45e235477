using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Operations on gradients between the backward pass and the optimizer step.</summary>
internal static class Gradients
{
    // Keeps the quotient below 1 if the norm only just exceeds the bound, as torch.nn.utils.clip_grad_norm_ does.
    private const double Margin = 1e-6;

    /// <summary>
    /// Scales all gradients so that their joint norm is at most the bound (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent
    /// neural networks", 2013). If the norm is not finite, nothing is changed.
    /// </summary>
    /// <param name="weights">The weights; those without a gradient are ignored.</param>
    /// <param name="maxNorm">The bound; 0 to measure only.</param>
    /// <returns>The Euclidean norm before clipping; 0 if there are no gradients.</returns>
    public static double Clip(IEnumerable<Parameter> weights, double maxNorm)
    {
        using var still = no_grad();
        using var scope = NewDisposeScope();
        var gradients = weights.Select(weight => weight.grad).OfType<Tensor>().ToList();
        if (gradients.Count == 0)
        {
            return 0;
        }

        // A single number is read from the device, not one for each weight.
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm().to_type(ScalarType.Float64).item<double>();
        if (maxNorm > 0 && norm > maxNorm && double.IsFinite(norm))
        {
            using var factor = (maxNorm / (norm + Margin)).ToScalar();
            gradients.ForEach(gradient => gradient.mul_(factor));
        }

        return norm;
    }
}
