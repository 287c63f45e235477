namespace CnnStepByStep;

/// <summary>
/// One step of gradient descent for a dense layer with softmax and cross-entropy. The gradient of the loss with respect to a logit is the score
/// minus its target; with respect to a weight, it is that times the weight's input.
/// </summary>
internal sealed record LearningStep
{
    /// <summary>Computes the step.</summary>
    /// <param name="weights">A row of weights for each class.</param>
    /// <param name="biases">A bias for each class.</param>
    /// <param name="inputs">The features of the example.</param>
    /// <param name="rightClass">The class of the example.</param>
    /// <param name="learningRate">The learning rate.</param>
    public LearningStep(Grid weights, IReadOnlyList<double> biases, IReadOnlyList<double> inputs, int rightClass, double learningRate)
    {
        (RightClass, LearningRate) = (rightClass, learningRate);
        Before = Operations.Softmax(Operations.Dense(weights, biases, inputs));
        Gradient = [.. Before.Select((score, i) => score - (i == rightClass ? 1 : 0))];
        NewWeights = Grid.Create(
            weights.Height, weights.Width, (output, input) => weights[output, input] - (learningRate * Gradient[output] * inputs[input]));
        NewBiases = [.. biases.Select((bias, output) => bias - (learningRate * Gradient[output]))];
        After = Operations.Softmax(Operations.Dense(NewWeights, NewBiases, inputs));
    }

    /// <summary>The class of the example.</summary>
    public int RightClass { get; }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; }

    /// <summary>The scores before the step.</summary>
    public IReadOnlyList<double> Before { get; }

    /// <summary>The gradient of the loss with respect to each logit.</summary>
    public IReadOnlyList<double> Gradient { get; }

    /// <summary>The weights after the step.</summary>
    public Grid NewWeights { get; }

    /// <summary>The biases after the step.</summary>
    public IReadOnlyList<double> NewBiases { get; }

    /// <summary>The scores after the step.</summary>
    public IReadOnlyList<double> After { get; }

    /// <summary>The loss before the step, in nats.</summary>
    public double LossBefore => -Math.Log(Before[RightClass]);

    /// <summary>The loss after the step, in nats.</summary>
    public double LossAfter => -Math.Log(After[RightClass]);
}
