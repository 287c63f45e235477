using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Stochastic gradient descent with Nesterov momentum (Sutskever et al., 2013, as libtorch writes it).</summary>
/// <param name="groups">The weights and their rates.</param>
/// <param name="momentum">The part of the last step that goes on, 0 for none.</param>
internal sealed class SgdOptimizer(IReadOnlyList<ParameterGroup> groups, double momentum) : WeightOptimizer(groups)
{
    /// <inheritdoc/>
    protected override void Change(string name, Parameter weight, Tensor gradient, double rate, double decay)
    {
        if (decay > 0)
        {
            gradient = gradient.add(weight, alpha: decay);
        }

        if (momentum > 0)
        {
            var velocity = Remember($"momentum/{name}", weight);
            velocity.mul_(momentum).add_(gradient);
            gradient = gradient.add(velocity, alpha: momentum);
        }

        weight.add_(gradient, alpha: -rate);
    }
}
