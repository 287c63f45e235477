namespace MlNetCnn.Training.Layers;

/// <summary>The initialization of the weights of convolutions and dense layers; biases are initialized to 0.</summary>
public enum WeightInitialization
{
    /// <summary>A normal distribution with variance 2 / inputs, which preserves the scale of activations through ReLU; the layer that computes the
    /// logits, with no ReLU after it, uses 1 / inputs. Inputs are those of one output number: kernel area times channels of the group. He et al.,
    /// https://arxiv.org/abs/1502.01852.</summary>
    He,

    /// <summary>A uniform distribution with variance 2 / (inputs + outputs), for Sigmoid and Tanh. Glorot and Bengio, "Understanding the difficulty
    /// of training deep feedforward neural networks", 2010.</summary>
    Glorot,

    /// <summary>Orthogonal rows of length sqrt 2: no direction is stretched more than another. Saxe et al., https://arxiv.org/abs/1312.6120. It takes
    /// minutes for dense layers with thousands of units.</summary>
    Orthogonal,
}
