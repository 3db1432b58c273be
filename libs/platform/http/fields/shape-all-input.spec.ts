import { Body, createParamDecorator, Param, type PipeTransform } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { shapeAllInput } from './shape-all-input';
import { ShapeRules } from './shape-rules';
import { ShapePipe } from './shape.pipe';

class Upper implements PipeTransform {
  transform = (value: unknown) => String(value).toUpperCase();
}
const Own = createParamDecorator(() => 'made by us');

class ThingsController {
  change(@Param('id', Upper) id: string, @Body() body: object, @Own() own: string) {
    return [id, body, own];
  }
}

describe('Input of routes', () => {
  it("goes through the ShapePipe first, but values of the product's own decorators do not", () => {
    const route = { controller: ThingsController, name: 'change', handler: ThingsController.prototype.change };
    // It runs once for every application in the process.
    shapeAllInput([route], new ShapeRules());
    shapeAllInput([route], new ShapeRules());
    const parameters = Reflect.getMetadata(ROUTE_ARGS_METADATA, ThingsController, 'change') as Record<
      string,
      { index: number; pipes: unknown[] }
    >;
    const pipes = Object.values(parameters)
      .sort((one, other) => one.index - other.index)
      .map((parameter) => parameter.pipes);
    expect(pipes).toEqual([[expect.any(ShapePipe), Upper], [expect.any(ShapePipe)], []]);
  });
});
