using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum as formulated by Sutskever et al. ("On the importance of initialization and momentum in deep
/// learning", 2013); without momentum it has no state.
/// </summary>
/// <param name="groups">The weights.</param>
/// <param name="momentum">The momentum, at least 0 and below 1.</param>
internal sealed class MomentumOptimizer(IReadOnlyList<ParameterGroup> groups, double momentum)
    : WeightOptimizer(groups, momentum > 0 ? ["momentum"] : [])
{
    /// <inheritdoc/>
    protected override WeightUpdate Prepare(double rate, double decay) => new Update(momentum, rate, decay);

    private sealed class Update : WeightUpdate
    {
        private readonly Scalar _rate;
        private readonly Scalar _momentum;
        private readonly Scalar _momentumRate;
        private readonly Scalar? _pull;

        public Update(double momentum, double rate, double decay)
        {
            (_rate, _momentum, _momentumRate) = (Number(-rate), Number(momentum), Number(-rate * momentum));
            _pull = decay > 0 ? Number(decay) : null;
        }

        public override void Apply(Tensor weight, Tensor gradient, Tensor[] state)
        {
            if (_pull is not null)
            {
                gradient.add_(weight, _pull);
            }

            weight.add_(gradient, _rate);
            if (state.Length > 0)
            {
                state[0].mul_(_momentum).AddInPlace(gradient);
                weight.add_(state[0], _momentumRate);
            }
        }
    }
}
