export { CommunicationsModule } from './communications.module';
